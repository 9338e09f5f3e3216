import { dirname, join } from 'node:path'
import type { Manifest, ManifestLanguage, Usage } from '../../src/dub/manifest.ts'
import type { Until } from '../../src/jobs/events.ts'
import { placeOf } from './place.ts'
import { price } from './price.ts'
import type { Streams } from './streams.ts'
import { printable, styled } from './styled.ts'
import { table } from './table.ts'

const KEPT = 'What is done is kept.'
const AGAIN = 'What is done is kept: run the same command again, and only what is missing is tried.'

/** What a finished job delivered: a row for each language, what failed, and where everything is. */
export function summary(manifest: Manifest, path: string, folder: string, { color }: Pick<Streams, 'color'>): string {
  const head = ['Language', 'Files', 'Length', 'Lines', 'Start error', 'Fastest', 'Loudness', 'Cost']
  const rows = manifest.languages.map((language) => rowOf(language, manifest.source.duration))
  const failed = manifest.languages.flatMap(({ language, error, hint = '' }) =>
    error === undefined ? [] : [{ text: `${language}: ${error}`, hint: hint.replace(KEPT, '').trim() }],
  )
  const hints = [...new Set(failed.map(({ hint }) => hint))].filter((hint) => hint !== '')
  // Who is told what to do is not told to do the same again.
  const kept = failed.some(({ hint }) => hint === '') ? AGAIN : KEPT
  return [
    '\n',
    table([head, ...rows]),
    ...manifest.languages.map(reworded),
    callsOf(manifest.languages),
    ...failed.map(({ text }) => `${styled('Failed', 'red', color.out)} ${printable(text)}\n`),
    ...hints.map((hint) => `${printable(hint)}\n`),
    failed.length > 0 ? `${kept}\n` : '',
    manifest.engine.name === 'offline'
      ? `\n${styled('Draft quality', 'yellow', color.out)}: the offline engine is for trying out and for tests.\n`
      : '',
    whereabouts(manifest, path, folder),
  ].join('')
}

function whereabouts({ status, languages }: Manifest, path: string, folder: string): string {
  const place = printable(placeOf(dirname(path), folder))
  // A dub that is made but not fit has its figures, and its files.
  const unfit = languages.filter((each) => each.status === 'error' && each.sync !== null)
  if (status === 'error' && unfit.length === 0) return `\nNo dub came of this run. What there is so far: ${place}\n`
  const report = printable(placeOf(join(dirname(path), 'report.html'), folder))
  const tags = unfit.map(({ language }) => language).join(', ')
  const though = tags === '' ? '' : `, though not as asked: ${printable(tags)} (see above)`
  return `\nDelivered to ${place}${though}\nHow it fits, line by line: ${report}\n`
}

type Review = {
  readonly until: Until
  /** The command line that goes on. */
  readonly resume: string
  /** How many languages failed. */
  readonly failed: number
}

/** What there is to look over, how many languages failed, and how to go on. */
export function forReview(path: string, folder: string, { until, resume, failed }: Review): string {
  const place = placeOf(path, folder)
  const languages = failed === 1 ? 'One language' : `${failed} languages`
  const missing = failed === 0 ? '' : `\n${languages} could not be translated. ${KEPT}\n`
  return `${missing}\nTo look over: ${printable(place)}
${TO_DO[until]}, then go on:
  ${resume.replace(/ --until \S+/, '')}\n`
}

const TO_DO = {
  transcribe: 'Read transcript.json, or the captions beside it',
  translate: 'Look it over with ytdub review, or edit script.json or script.srt in the folder of each language',
} as const satisfies Record<Until, string>

function callsOf(languages: readonly ManifestLanguage[]): string {
  const count = (of: keyof Usage['calls']) => languages.reduce((sum, { usage }) => sum + usage.calls[of], 0)
  const sum = (of: 'usd' | 'total_usd' | 'estimated_usd') =>
    `$${languages.reduce((usd, { usage }) => usd + usage[of], 0).toFixed(4)}`
  const isFree = languages.every(({ usage }) => usage.total_usd + usage.estimated_usd === 0)
  const run = `this run: ${sum('usd')}, expected: ${sum('estimated_usd')}`
  const asked = count('made') + count('failed')
  const times = `${asked === 1 ? 'once' : `${asked} times`}${count('failed') > 0 ? `, ${count('failed')} in vain` : ''}`
  const known = count('recalled') === 1 ? '1 answer was known' : `${count('recalled')} answers were known`
  return `Providers were asked ${times}; ${known}.
${isFree ? '' : `Cost: ${sum('total_usd')} (${run}).\n`}`
}

/** What a person who has approved a script would want to know: that some of it is worded otherwise now. */
function reworded({ language, sync }: ManifestLanguage): string {
  const count = sync?.rewritten ?? 0
  if (count === 0) return ''
  return `${language}: ${count === 1 ? 'one line was' : `${count} lines were`} worded shorter to fit.\n`
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
    price(usage.total_usd),
  ]
}

function clock(seconds: number): string {
  const whole = Math.round(seconds)
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(rest).padStart(2, '0')}`
  return hours > 0 ? `${hours}:${tail}` : tail
}
