import type { EngineName } from '../dub/request.ts'

/** One thing that `ytdub doctor` has looked at. */
export type Finding = {
  /** As people call it. */
  readonly name: string
  /** `unset`: nobody has set it up, which is no fault. `unchecked`: nobody was asked, since nobody should be. */
  readonly status: 'works' | 'fails' | 'unset' | 'unchecked'
  /** What was found. Never a key. */
  readonly detail: string
  /** What to type or do, where it does not work. */
  readonly hint?: string | undefined
  /** The engines that cannot work without it. */
  readonly engines: readonly EngineName[]
}
