import type { Clock } from '../../clock.ts'
import { stopped } from './stopped.ts'
import type { Pause } from './vendor-account.ts'

/** How a call that was let in ended, as far as the number of calls is concerned. */
export type Ending = 'answered' | 'busy' | 'failed'

export type AdaptiveLimit = {
  /** A place in the line. A call that is tried again keeps its own, and so is not overtaken by later ones. */
  readonly place: () => number
  /**
   * Waits to be let in; call what it gives back once, when the call has ended.
   * @throws {Failure} `interrupted`
   */
  readonly enter: (place: number, signal: AbortSignal) => Promise<(ending: Ending) => void>
  /** Lets nobody in for so many milliseconds: the vendor asked for it. */
  readonly holdFor: (ms: number) => void
}

type Waiter = { readonly place: number; readonly letIn: () => void }

/** Answers that it takes to try one more call at once than was refused before, in rounds of as many as are let in. */
const PROBE_ROUNDS = 4

/**
 * Keeps the number of calls under way within what an account takes, which nobody knows: documented limits change, and
 * other programs use the same account. Half of what was under way after "too many", once for a burst, as TCP does it
 * (RFC 5681, 3.1); one more for each answer, back to just below what was refused, and from there on slowly, as CUBIC does
 * it (RFC 9438, 4.1), since a refusal costs a call one of its tries. Never above the documented limit.
 */
export function adaptiveLimit(documented: number, { clock, pause }: { clock: Clock; pause: Pause }): AdaptiveLimit {
  const waiting: Waiter[] = []
  let [places, limit, underWay, answered, halvings, heldUntil] = [0, documented, 0, 0, 0, 0]
  let refusedAt = Number.POSITIVE_INFINITY

  const letIn = () => {
    while (underWay < limit && waiting.length > 0) {
      underWay++
      waiting.shift()?.letIn()
    }
  }
  const grow = () => {
    const enough = limit + 1 >= refusedAt ? PROBE_ROUNDS * limit : 1
    if (++answered < enough) return
    answered = 0
    limit = Math.min(documented, limit + 1)
    if (limit >= refusedAt) refusedAt = Number.POSITIVE_INFINITY
  }
  const halve = () => {
    halvings++
    answered = 0
    refusedAt = Math.min(limit, underWay)
    limit = Math.max(1, Math.floor(refusedAt / 2))
  }
  const leave = (ending: Ending, halvingsBefore: number) => {
    // A call that began before the last halving says nothing about the limit since.
    const isNews = halvingsBefore === halvings
    if (isNews && ending === 'answered') grow()
    if (isNews && ending === 'busy') halve()
    underWay--
    letIn()
  }
  /** Inside already, so that nobody has to be woken: those let in wait out what the vendor asked for, the rest wait for them. */
  const waitOut = async (signal: AbortSignal) => {
    for (let waited = 0; heldUntil > waited && heldUntil > clock.now(); ) {
      waited = heldUntil
      await pause(heldUntil - clock.now(), signal)
      if (signal.aborted) throw stopped(signal)
    }
  }

  return {
    place: () => places++,
    async enter(place, signal) {
      await standInLine(waiting, place, signal, letIn)
      try {
        await waitOut(signal)
      } catch (error) {
        leave('failed', halvings)
        throw signal.aborted ? stopped(signal) : error
      }
      const before = halvings
      return (ending) => leave(ending, before)
    },
    holdFor(ms) {
      heldUntil = Math.max(heldUntil, clock.now() + ms)
    },
  }
}

function standInLine(waiting: Waiter[], place: number, signal: AbortSignal, letIn: () => void): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  if (signal.aborted) {
    reject(stopped(signal))
    return promise
  }
  const waiter: Waiter = {
    place,
    letIn() {
      signal.removeEventListener('abort', goAway)
      resolve()
    },
  }
  const goAway = () => {
    waiting.splice(waiting.indexOf(waiter), 1)
    reject(stopped(signal))
  }
  signal.addEventListener('abort', goAway, { once: true })
  const behind = waiting.findIndex((other) => other.place > place)
  waiting.splice(behind === -1 ? waiting.length : behind, 0, waiter)
  letIn()
  return promise
}
