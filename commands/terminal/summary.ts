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

/** What there is to look over, and how to go on. */
export function forReview(path: string, folder: string, resume: string): string {
  const place = placeOf(path, folder)
  return `\nTo look over: ${printable(place)}
Edit the \`text\` of lines in script.json, where there is one, then go on:
  ${resume.replace(/ --until \S+/, '')}\n`
}

function callsOf(languages: readonly ManifestLanguage[]): string {
  const sum = (of: 'made' | 'recalled') => languages.reduce((total, { usage }) => total + usage.calls[of], 0)
  const usd = languages.reduce((total, { usage }) => total + usage.usd, 0)
  const expected = languages.reduce((total, { usage }) => total + usage.estimated_usd, 0)
  const cost = usd + expected === 0 ? '' : ` Cost: $${usd.toFixed(4)} (expected $${expected.toFixed(4)}).`
  return `Providers were asked ${sum('made')} times; ${sum('recalled')} answers were known.${cost}\n`
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
