import { Failure } from '../../failure.ts'

/** A row that cannot be done, where it stands, and why. */
export type WrongRow = { readonly place: string; readonly failure: Failure }

/** How many are named; who has more of them has made the same mistake each time. */
const NAMED = 10

/** @throws {Failure} where there are wrong rows: the first as the message, others in the hint, then the first one's mend. */
export function refuseRows(wrong: readonly WrongRow[]): void {
  const [first, ...others] = wrong
  if (first === undefined) return
  const named = others.slice(0, NAMED - 1).map(({ place, failure }) => `${place}: ${failure.message}`)
  const more = others.length - named.length
  const { code, message, hint } = first.failure
  const lines = [
    ...named,
    ...(more > 0 ? [`And ${more} more.`] : []),
    ...(hint === undefined ? [] : [hint]),
    'Nothing was begun.',
  ]
  throw new Failure(code, `${first.place}: ${message}`, { hint: lines.join('\n'), cause: first.failure })
}
