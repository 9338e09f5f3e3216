import type { ManifestLanguage } from '../../dub/manifest.ts'
import { escapeHtml } from './html.ts'

/** What is said of a figure: its name, its value, and whether it is as it should be, where that can be said. */
type Figure = readonly [name: string, value: string, good?: boolean]

/** What was measured of a dub, as a list of names and values in groups. */
export function figures({ sync, loudness, voices, usage }: ManifestLanguage, bound: number): string {
  const groups = [
    ['Timing', timing(sync)],
    ['Pace', pace(sync, bound)],
    ['Sound and cost', [...sound(loudness), ...voicesOf(voices), ...cost(usage)]],
  ] as const
  return `<div class="figures">${groups.map(([name, list]) => group(name, list)).join('')}</div>`
}

function group(name: string, list: readonly Figure[]): string {
  if (list.length === 0) return ''
  const rows = list.map(([label, value, good]) => {
    const mark = good === undefined ? '' : ` class="${good ? 'good' : 'late'}"`
    return `<div><dt>${escapeHtml(label)}</dt><dd${mark}>${escapeHtml(value)}</dd></div>`
  })
  return `<section><h3>${name}</h3><dl>${rows.join('')}</dl></section>`
}

function timing(sync: ManifestLanguage['sync']): Figure[] {
  if (!sync) return []
  const { start_error: start, end_error: end } = sync
  return [
    ['Start error, mean', seconds(start.mean)],
    ['95 % of lines within', seconds(start.p95)],
    ['Start error, most', seconds(start.max)],
    ['End error, mean', seconds(end.mean)],
    ['Overlap', seconds(sync.overlap), sync.overlap < HEARD],
    ['Speech lost', seconds(sync.lost), sync.lost < HEARD],
  ]
}

/** Seconds; what rounds to 0.00 s is none. */
const HEARD = 0.005

function pace(sync: ManifestLanguage['sync'], bound: number): Figure[] {
  if (!sync) return []
  const over = sync.over_bound.length
  return [
    ['Fastest line', times(sync.rate.max), sync.rate.max <= bound + HEARD],
    ['95 % of lines up to', times(sync.rate.p95)],
    ['Slowest line', times(sync.rate.min)],
    ['Faster than 1.2×', `${(sync.over_1_2 * 100).toFixed(1)} % of lines`],
    ['Change between lines, mean', times(sync.jump.mean)],
    ['Worded shorter to fit', lines(sync.rewritten)],
    [`Over the bound of ${bound}×`, lines(over), over === 0],
  ]
}

function sound(loudness: ManifestLanguage['loudness']): Figure[] {
  if (!loudness) return []
  const { integrated_lufs: integrated, true_peak_dbtp: peak } = loudness
  return [
    ['Loudness', integrated === null ? 'silence' : decibels(integrated, 'LUFS')],
    peak === null ? ['True peak', 'silence'] : ['True peak', decibels(peak, 'dBTP'), peak <= -1],
  ]
}

/** A panel names so many speakers' voices; the manifest names all. */
const MOST_VOICES = 6

function voicesOf(voices: ManifestLanguage['voices']): Figure[] {
  const named = voices.slice(0, MOST_VOICES)
  return named.map(({ speaker, voice }) => [voices.length === 1 ? 'Voice' : `Voice of speaker ${speaker}`, voice])
}

function cost({ calls, usd, total_usd: total }: ManifestLanguage['usage']): Figure[] {
  return [
    ['Providers asked in this run', calls.made === 1 ? 'once' : `${calls.made} times`],
    ['Answers known before', String(calls.recalled)],
    ['Cost of this run', `$${usd.toFixed(2)}`],
    ['Cost of all runs', `$${total.toFixed(2)}`],
  ]
}

function seconds(value: number): string {
  return `${value.toFixed(2)} s`
}

function times(value: number): string {
  return `${value.toFixed(2)}×`
}

function decibels(value: number, unit: string): string {
  return `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(1)} ${unit}`
}

function lines(count: number): string {
  return count === 0 ? 'no line' : count === 1 ? '1 line' : `${count} lines`
}
