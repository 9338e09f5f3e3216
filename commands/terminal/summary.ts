import { dirname, isAbsolute, join, relative } from 'node:path'
import type { Manifest, ManifestLanguage } from '../../src/dub/manifest.ts'
import { printable, type Streams, styled } from './streams.ts'
import { table } from './table.ts'

/** What a finished job delivered: a row for each language, what failed, and where everything is. */
export function summary(manifest: Manifest, path: string, folder: string, { color }: Pick<Streams, 'color'>): string {
  const head = ['Language', 'Files', 'Length', 'Lines', 'Start error', 'Fastest', 'Loudness', 'Cost']
  const rows = manifest.languages.map((language) => rowOf(language, manifest.source.duration))
  const failed = manifest.languages.flatMap(({ language, error }) =>
    error === undefined ? [] : [`${language}: ${error}`],
  )
  return [
    '\n',
    table([head, ...rows]),
    callsOf(manifest.languages),
    ...failed.map((text) => `${styled('Failed', 'red', color.out)} ${printable(text)}\n`),
    manifest.engine.name === 'offline'
      ? `\n${styled('Draft quality', 'yellow', color.out)}: the offline engine is for trying out and for tests.\n`
      : '',
    `\nDelivered to ${printable(placeOf(dirname(path), folder))}\nHow it fits, line by line: ${printable(placeOf(join(dirname(path), 'report.html'), folder))}\n`,
  ].join('')
}

function callsOf(languages: readonly ManifestLanguage[]): string {
  const sum = (of: 'made' | 'recalled') => languages.reduce((total, { usage }) => total + usage.calls[of], 0)
  return `Providers were asked ${sum('made')} times; ${sum('recalled')} answers were known.\n`
}

/** A path as short as it can be typed here. */
function placeOf(path: string, folder: string): string {
  const within = relative(folder, path)
  return within === '' || within.startsWith('..') || isAbsolute(within) ? path : within
}

function rowOf({ language, artifacts, lines, sync, loudness, usage }: ManifestLanguage, duration: number): string[] {
  return [
    language,
    String(artifacts.length),
    clock(duration),
    String(lines),
    sync ? `${sync.start_error.mean.toFixed(2)} s` : '-',
    sync ? `${sync.rate.max.toFixed(2)}x` : '-',
    loudness?.integrated_lufs == null ? '-' : `${loudness.integrated_lufs.toFixed(1)} LUFS`,
    `$${usage.usd.toFixed(2)}`,
  ]
}

function clock(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(rest).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${tail}` : tail
}
