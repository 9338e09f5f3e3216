import type { Failure } from '../../src/failure.ts'
import type { Manner } from '../command.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { jsonLine } from './json-event.ts'
import type { Streams } from './streams.ts'
import { printable, styled } from './styled.ts'

/** Says what happened and what to type next. A bug shows where it is, for the report. @returns the exit code. */
export function tell(failure: Failure, { json }: Pick<Manner, 'json'>, streams: Streams): number {
  const { code, message, hint } = failure
  if (json) {
    streams.out(jsonLine({ event: 'error', code, message, hint }))
  } else {
    // Who has stopped it knows that it was no error.
    const mark = code === 'interrupted' ? '' : `${styled('Error:', 'red', streams.color.err)} `
    streams.err(`${mark}${printable(message)}\n`)
    for (const line of hint?.split('\n') ?? []) streams.err(`${printable(line)}\n`)
  }
  if (code === 'internal' && failure.cause instanceof Error) streams.err(`${failure.cause.stack}\n`)
  return EXIT_CODES[code]
}
