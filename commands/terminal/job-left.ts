import { Failure } from '../../src/failure.ts'
import type { Context } from '../command.ts'
import type { Leaving } from './leaving.ts'
import { tell } from './tell.ts'

type Around = { readonly leaving: Leaving; readonly context: Context }

/**
 * Says that a job goes on though nobody watches it any more.
 * @returns the exit code of whoever has seen enough.
 * @throws what else has gone wrong.
 */
export function tellLeft(error: unknown, goesOn: string, { leaving, context }: Around): number {
  const code = leaving.exitCode()
  if (Failure.from(error).code !== 'interrupted' || code === undefined) throw error
  tell(new Failure('interrupted', goesOn, { cause: error }), context.manner, context.streams)
  return code
}
