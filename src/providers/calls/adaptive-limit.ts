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
  readonly enter: (place: number, signal: AbortSignal) => Promise<Leave>
}

/**
 * Says how the call has ended. `hold`: milliseconds for which the vendor wants nobody else either; that is over as soon as
 * a call that was let in after this one is answered, for then it was about this call and not about the account.
 */
type Leave = (ending: Ending, hold?: number) => void

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
  let [places, limit, underWay, answered, halvings, entries] = [0, documented, 0, 0, 0, 0]
  let refusedAt = Number.POSITIVE_INFINITY
  const held = hold(clock, pause)

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
  const leave = (ending: Ending, { entry, halvingsBefore }: Entry, ms = 0) => {
    // A call that began before the last halving says nothing about the limit since.
    const isNews = halvingsBefore === halvings
    if (isNews && ending === 'answered') grow()
    if (isNews && ending === 'busy') halve()
    if (ending === 'answered') held.lift(entry)
    if (ms > 0) held.begin(ms, entry)
    underWay--
    letIn()
  }
  return {
    place: () => places++,
    async enter(place, signal) {
      await standInLine(waiting, place, signal, letIn)
      const entry = { entry: entries, halvingsBefore: halvings }
      try {
        // Inside already, so that nobody has to be woken: those let in wait it out, the rest wait for them.
        await held.waitOut(signal)
      } catch (error) {
        leave('failed', entry)
        throw signal.aborted ? stopped(signal) : error
      }
      // What was refused meanwhile is no news about this one.
      const begun = { entry: ++entries, halvingsBefore: halvings }
      return (ending, ms) => leave(ending, begun, ms)
    },
  }
}

/** When a call was let in, and after how many halvings. */
type Entry = { readonly entry: number; readonly halvingsBefore: number }

/** Time in which a vendor wants to be left alone. */
function hold(clock: Clock, pause: Pause) {
  let until = 0
  let refused = 0
  let lifted = new AbortController()
  return {
    begin(ms: number, entry: number) {
      until = Math.max(until, clock.now() + ms)
      refused = Math.max(refused, entry)
    },
    lift(entry: number) {
      if (entry <= refused) return
      until = 0
      lifted.abort()
      lifted = new AbortController()
    },
    async waitOut(signal: AbortSignal) {
      for (let waited = 0; until > waited && until > clock.now(); ) {
        waited = until
        const [over, either] = [lifted.signal, AbortSignal.any([signal, lifted.signal])]
        await pause(until - clock.now(), either).catch((error: unknown) => {
          if (!over.aborted || signal.aborted) throw error
        })
        if (signal.aborted) throw stopped(signal)
      }
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
