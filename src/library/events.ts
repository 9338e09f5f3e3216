import type { JobEvent } from '../jobs/events.ts'

/** What a job tells while it goes on: all that `ytdub dub --json` writes, but for `error`, which is thrown. */
export type DubEvent =
  | JobEvent
  /** What a person should know before it begins, e.g. of the engine that was chosen. */
  | { readonly event: 'notice'; readonly message: string }
