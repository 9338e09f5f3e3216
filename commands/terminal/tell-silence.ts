import type { Context } from '../command.ts'

/** Who has to answer: `sign-in`, who keeps the session; `service`, the API. */
type Answering = 'sign-in' | 'service'

/** Says once of each that it is waited for: seconds without a word look like a command that hangs. */
export function tellSilence({ streams, manner }: Pick<Context, 'streams' | 'manner'>): (of: Answering) => void {
  const told = new Set<Answering>()
  return (of) => {
    if (manner.quiet || told.has(of)) return
    told.add(of)
    streams.err(
      of === 'sign-in' ? 'Waiting for the sign-in server to answer …\n' : 'Waiting for the service to answer …\n',
    )
  }
}
