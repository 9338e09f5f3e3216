import { costOf } from '../../dub/prices.ts'
import type { Json } from '../../json.ts'
import { keyOf } from '../../pipeline/run.ts'
import type { Stage } from '../../pipeline/stage.ts'
import { shorten } from '../../pipeline/stages/shorten.ts'
import { speak } from '../../pipeline/stages/speak.ts'
import { transcribe } from '../../pipeline/stages/transcribe.ts'
import { translate } from '../../pipeline/stages/translate.ts'
import type { KeptAnswer } from '../../ports/housekeeping.ts'

/** What providers would be paid to answer again. `exact` is false where a price is not known: then it is more. */
export type RedoCost = { readonly calls: number; readonly usd: number; readonly exact: boolean }

/** The stages that ask a provider. */
const CALLS = { transcribe, translate, shorten, speak }

/**
 * Adds up what answers would cost anew, at today's prices and by what they were billed by. Work that is done here costs
 * nothing. Nor does an answer of an earlier version of its stage: nobody asks for it any more.
 */
export function redoCostMeter(): { readonly add: (answer: KeptAnswer) => void; readonly sum: () => RedoCost } {
  let cost: RedoCost = { calls: 0, usd: 0, exact: true }
  return {
    add({ key, stage: name, input, answer }) {
      if (!isCall(name)) return
      const stage = CALLS[name] as unknown as Stage<Json, Json>
      if (keyOf(stage, input) !== key) return
      const bill = stage.bill?.(input, answer) // The key says that it is this stage's question, and so its answer.
      if (!bill) return
      const usd = costOf(bill.by, bill.units)
      cost = { calls: cost.calls + 1, usd: cost.usd + (usd ?? 0), exact: cost.exact && usd !== undefined }
    },
    sum: () => cost,
  }
}

function isCall(name: string): name is keyof typeof CALLS {
  return Object.hasOwn(CALLS, name)
}
