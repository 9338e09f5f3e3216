import type { DubRequest } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import { canonical, type Json } from '../../json.ts'
import type { Control } from '../control.ts'
import { estimateJob } from '../estimate-job.ts'
import type { CallEstimate, Estimate } from '../events.ts'
import type { Shop } from '../shop.ts'
import { plan } from '../submit.ts'
import type { BatchEntry } from './item.ts'

/** What one file would ask and cost, or why it cannot be dubbed. */
export type FileEstimate = { readonly file: string } & (
  | { readonly estimate: Estimate; readonly failure?: undefined }
  | { readonly failure: Failure }
)

/**
 * What each file of a batch would ask of providers now, and cost, one after the other. What two files share, as the same
 * recording under two names does, is counted with the first. Nobody is asked; the recordings are looked at.
 */
export async function* estimateBatch(
  entries: Iterable<BatchEntry>,
  shop: Shop,
  control: Control,
): AsyncGenerator<FileEstimate, void> {
  const counted = new Set<string>()
  for (const { wish } of entries) {
    const { file } = wish
    try {
      if (control.stop.requested) throw new Failure('interrupted', 'Stopped.')
      const { request } = (await plan(wish, shop, control.signal)).job
      const { calls, exact } = await estimateJob(request, shop, control)
      const own = calls.map((call) => (isNew(questionOf(call, request), counted) ? call : recalled(call)))
      yield { file, estimate: { calls: own, exact } }
    } catch (error) {
      const failure = Failure.from(error)
      if (failure.code === 'interrupted') throw failure
      yield { file, failure }
    }
  }
}

/** What an estimated call depends on: whether two files ask the same does not depend on their names. */
function questionOf(
  { stage, language, by }: CallEstimate,
  { source, from, glossary, languages: _languages, ...rest }: DubRequest,
): string {
  const { background: _background, edits, ...others } = rest
  const heard = { digest: source.digest, from, terms: glossary.map(({ term }) => term) }
  const said = language === null ? null : { glossary, edits: edits[language] ?? null, ...others }
  return canonical({ stage, language, by, heard, said } as Json)
}

function isNew(question: string, counted: Set<string>): boolean {
  const known = counted.has(question)
  counted.add(question)
  return !known
}

function recalled(call: CallEstimate): CallEstimate {
  return {
    ...call,
    made: 0,
    recalled: call.recalled + call.made,
    units: {},
    usd: call.usd === undefined ? undefined : 0,
  }
}
