import type { Context } from '../command.ts'
import { type Leaving, listenToLeave } from './leaving.ts'
import { type LeftWords, tellLeft } from './tell-left.ts'

/** Does what Ctrl-C and SIGTERM may end at once; where they do, says these words. @returns the exit code. */
export async function untilLeft(
  words: LeftWords,
  context: Pick<Context, 'manner' | 'streams'>,
  work: (leaving: Leaving) => Promise<number>,
): Promise<number> {
  using leaving = listenToLeave(context.streams)
  try {
    return await work(leaving)
  } catch (error) {
    return tellLeft(error, words, { leaving, context })
  }
}
