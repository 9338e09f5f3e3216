import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import { Failure } from '../../failure.ts'

/**
 * How often one that waits looks again, and for how long it waits, in ms: longer than a refresh may ever take. That is two
 * tries of up to 15 s, 10 s between them, and three calls of a keychain of up to 20 s each.
 */
const LOOK_MS = 40
const PATIENCE_MS = 120_000

/**
 * Waits a moment for another process that is at work on the session.
 * @throws {Failure} `config`, where that has taken longer than it should.
 */
export function waitForOther(clock: Clock): () => Promise<void> {
  const until = clock.now() + PATIENCE_MS
  return async () => {
    if (clock.now() < until) return sleep(LOOK_MS)
    throw new Failure('config', 'Another ytdub is at work on your session and does not come to an end.', {
      hint: 'End it (it may be suspended), and run the same command again.',
      retryable: true,
    })
  }
}
