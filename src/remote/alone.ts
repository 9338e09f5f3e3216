import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { pause, type Wait } from './ask.ts'
import { holdAlone } from './hold-alone.ts'

type Waiting = {
  /** The data folder, in which the locks lie. */
  readonly home: string
  readonly signal: AbortSignal
  /** Told once, where another process of this machine is at it. */
  readonly onWaiting: () => void
  readonly wait?: Wait | undefined
}

/** How often one that waits looks again, in ms. */
const LOOK = 250
/** Hexadecimal digits of a lock's name: locks stay, so that there must not be one for each recording ever sent. */
const DIGITS = 3

/** Does something that no two processes of this machine may do at a time, once whoever is at it has ended. */
export async function alone<Value>(
  what: string,
  { home, signal, onWaiting, wait = pause }: Waiting,
  work: () => Promise<Value>,
): Promise<Value> {
  const name = createHash('sha256').update(what).digest('hex').slice(0, DIGITS)
  let isTold = false
  using _ = await holdAlone(join(home, 'locks', name), async () => {
    if (!isTold) onWaiting()
    isTold = true
    await wait(LOOK, signal)
  })
  return await work()
}
