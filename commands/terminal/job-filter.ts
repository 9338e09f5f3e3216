import type { Command as Commander } from 'commander'
import { Option } from 'commander'
import { commaList, count } from './options.ts'

/** States that can be asked for, and how the list calls them. */
export const STATES = {
  running: 'running',
  waiting: 'waiting',
  uploading: 'uploading',
  uploaded: 'uploaded',
  interrupted: 'interrupted',
  review: 'for review',
  complete: 'complete',
  partial: 'partly done',
  failed: 'failed',
  cancelled: 'cancelled',
} as const
type State = keyof typeof STATES

/** Which jobs are asked for. */
export type Filter = {
  readonly status?: State
  /** Jobs that dub into any of these. */
  readonly lang?: readonly string[]
  readonly limit?: number
  readonly remote?: boolean
  readonly local?: boolean
}

/** The flags that choose among jobs. */
export function defineFilter(command: Commander): Commander {
  return command
    .addOption(new Option('--status <state>', 'only those in this state').choices(Object.keys(STATES)))
    .option('-l, --lang <languages>', 'only those that dub into one of these, e.g. es,fr', commaList)
    .option('--limit <number>', 'only the newest so many', count)
    .addOption(new Option('--local', 'only those worked on here').conflicts('remote'))
    .addOption(new Option('--remote', 'only those at the service').conflicts('local'))
}
