import { Failure } from '../../src/failure.ts'
import type { Context } from '../command.ts'
import type { Leaving } from './leaving.ts'
import { tell } from './tell.ts'

/** What whoever has seen enough should know, and what to type next. */
export type LeftWords = { readonly message: string; readonly hint?: string }

type Around = { readonly leaving: Leaving; readonly context: Pick<Context, 'manner' | 'streams'> }

/**
 * Says how it stands to whoever does not wait for the end.
 * @returns the exit code that the signal calls for.
 * @throws what else has gone wrong.
 */
export function tellLeft(error: unknown, { message, hint }: LeftWords, { leaving, context }: Around): number {
  const code = leaving.exitCode()
  if (Failure.from(error).code !== 'interrupted' || code === undefined) throw error
  tell(new Failure('interrupted', message, { hint, cause: error }), context.manner, context.streams)
  return code
}
