import { PRICES_AS_OF } from '../../src/dub/prices.ts'
import type { Purged, PurgePlan } from '../../src/jobs/purge/plan-purge.ts'
import { byteCount } from './byte-count.ts'
import { price } from './price.ts'
import { table } from './table.ts'

/** What would go from this machine, and what it would cost to work it out again. */
export function localPurge({ goes, redo }: Pick<PurgePlan, 'goes' | 'redo'>): string {
  const rows = Object.entries(KINDS).map(([kind, name]) => {
    const { count, bytes } = goes[kind as keyof Purged]
    return { name, count: String(count), size: byteCount(bytes) }
  })
  const all = [...rows, { name: 'in all', count: '', size: byteCount(bytesOf(goes)) }]
  const width = Math.max(...all.map(({ size }) => size.length))
  const cells = all.map(({ name, count, size }) => [name, count, size.padStart(width)])
  return `${table([['What', 'Number', 'Size'.padStart(width)], ...cells])}${costOf(redo)}${KEPT}`
}

const KINDS = {
  answers: 'answered steps',
  blobs: 'recordings and other files of steps',
  temporary: 'unfinished files of runs that are gone',
} as const satisfies Record<keyof Purged, string>

const KEPT = 'Jobs, delivered folders and what running jobs use stay.\n'

function costOf({ calls, usd, exact }: PurgePlan['redo']): string {
  if (calls === 0 || (usd === 0 && exact)) return 'To work it out again costs time alone.\n'
  const asked = calls === 1 ? '1 answer of a provider' : `${calls} answers of providers`
  const least = exact ? '' : 'at least '
  return `Among them: ${asked}. To ask again would cost ${least}${price(usd)} (prices as of ${PRICES_AS_OF}).\n`
}

/** What goes or has gone, within a sentence. */
export function purgedInShort(purged: Purged): string {
  const { answers, blobs, temporary } = purged
  const kinds = [
    { ...answers, name: answers.count === 1 ? '1 answer' : `${answers.count} answers` },
    { ...blobs, name: blobs.count === 1 ? '1 file of steps' : `${blobs.count} files of steps` },
    { ...temporary, name: `what ${temporary.count === 1 ? 'a run' : `${temporary.count} runs`} left unfinished` },
  ]
  const names = kinds.filter(({ count }) => count > 0).map(({ name }) => name)
  if (names.length === 0) return 'nothing'
  return `${new Intl.ListFormat('en').format(names)}: ${byteCount(bytesOf(purged))}`
}

/** What goes or has gone, as scripts read it. */
export function purgedJson(purged: Purged) {
  return { ...purged, bytes: bytesOf(purged) }
}

/** The cost of asking again, as scripts read it; `usd` is the least where it is not exact. */
export function redoJson(redo: PurgePlan['redo']) {
  return { ...redo, prices_as_of: PRICES_AS_OF }
}

function bytesOf(purged: Purged): number {
  return Object.values(purged).reduce((sum, { bytes }) => sum + bytes, 0)
}
