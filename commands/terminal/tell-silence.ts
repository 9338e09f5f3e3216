import type { Context } from '../command.ts'

/** Who has to answer: `sign-in`, who keeps the session; `service`, the API. */
type Answering = 'sign-in' | 'service'

/**
 * Says once of each that it is waited for: seconds without a word look like a command that hangs. `say`: where something is
 * drawn that a line must not disturb.
 */
export function tellSilence(
  { streams, manner }: Pick<Context, 'streams' | 'manner'>,
  say = (text: string) => streams.err(`${text}\n`),
): (of: Answering) => void {
  const told = new Set<Answering>()
  return (of) => {
    if (manner.quiet || told.has(of)) return
    told.add(of)
    say(`Waiting for the ${of === 'sign-in' ? 'sign-in server' : 'service'} to answer …`)
  }
}
