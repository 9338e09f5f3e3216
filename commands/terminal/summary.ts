import { dirname, isAbsolute, join, relative } from 'node:path'
import type { Manifest, ManifestLanguage } from '../../src/dub/manifest.ts'
import { printable, type Streams, styled } from './streams.ts'
import { table } from './table.ts'

const KEPT = 'What is done is kept: run the same command again, and only what is missing is tried.\n'

/** What a finished job delivered: a row for each language, what failed, and where everything is. */
export function summary(manifest: Manifest, path: string, folder: string, { color }: Pick<Streams, 'color'>): string {
  const head = ['Language', 'Files', 'Length', 'Lines', 'Start error', 'Fastest', 'Loudness', 'Cost']
  const rows = manifest.languages.map((language) => rowOf(language, manifest.source.duration))
  const failed = manifest.languages.flatMap(({ language, error, hint = '' }) =>
    error === undefined ? [] : [{ text: `${language}: ${error}`, hint }],
  )
  const hints = [...new Set(failed.map(({ hint }) => hint))].filter((hint) => hint !== '')
  return [
    '\n',
    table([head, ...rows]),
    callsOf(manifest.languages),
    ...failed.map(({ text }) => `${styled('Failed', 'red', color.out)} ${printable(text)}\n`),
    ...hints.map((hint) => `${printable(hint)}\n`),
    failed.length > 0 ? KEPT : '',
    manifest.engine.name === 'offline'
      ? `\n${styled('Draft quality', 'yellow', color.out)}: the offline engine is for trying out and for tests.\n`
      : '',
    `\nDelivered to ${printable(placeOf(dirname(path), folder))}\nHow it fits, line by line: ${printable(placeOf(join(dirname(path), 'report.html'), folder))}\n`,
  ].join('')
}

/** What there is to look over, how many languages failed, and how to go on. */
export function forReview(path: string, folder: string, resume: string, failed: number): string {
  const place = placeOf(path, folder)
  const languages = failed === 1 ? 'One language' : `${failed} languages`
  const missing = failed === 0 ? '' : `\n${languages} could not be translated. ${KEPT}`
  return `${missing}\nTo look over: ${printable(place)}
Edit the \`text\` of lines in script.json, where there is one, then go on:
  ${resume.replace(/ --until \S+/, '')}\n`
}

function callsOf(languages: readonly ManifestLanguage[]): string {
  const sum = (of: 'made' | 'recalled') => languages.reduce((total, { usage }) => total + usage.calls[of], 0)
  const usd = languages.reduce((total, { usage }) => total + usage.usd, 0)
  const expected = languages.reduce((total, { usage }) => total + usage.estimated_usd, 0)
  const cost = usd + expected === 0 ? '' : `Cost: $${usd.toFixed(4)} (expected: $${expected.toFixed(4)}).\n`
  return `Providers were asked ${sum('made')} times; ${sum('recalled')} answers were known.\n${cost}`
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
