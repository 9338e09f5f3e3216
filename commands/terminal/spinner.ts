import type { Manner } from '../command.ts'
import type { Streams } from './streams.ts'

/** Does something that may take a moment, with a spinner beside a sentence where somebody watches a terminal. */
export async function spinning<Value>(
  sentence: string,
  work: () => Promise<Value>,
  { streams, manner }: { readonly streams: Streams; readonly manner: Manner },
): Promise<Value> {
  if (!streams.animated || manner.json || manner.quiet) return work()
  const { default: ora } = await import('ora')
  // Ctrl-C is the command's own: ora would take the key away from it.
  const spinner = ora({ text: sentence, discardStdin: false, color: streams.color.err ? 'cyan' : false }).start()
  try {
    return await work()
  } finally {
    spinner.stop() // Gone before bars are drawn: the two never share the terminal.
  }
}
