import type { SummaryFile } from '../../dub/summary.ts'
import type { JobEvent } from '../events.ts'

/** All that a batch tells whoever listens. */
export type BatchEvent =
  /** The list, before anything of it is looked at. */
  | { readonly event: 'batch-started'; readonly files: readonly string[]; readonly at_once: number }
  /** A file has its turn. */
  | { readonly event: 'file-started'; readonly file: string }
  /** What a person should know of the engine; told once. */
  | { readonly event: 'notice'; readonly message: string }
  /** What its job tells. */
  | { readonly event: 'job'; readonly file: string; readonly told: JobEvent }
  /** It waits for another file of the same bytes, which it will recall. */
  | { readonly event: 'file-waiting'; readonly file: string; readonly same: string }
  | { readonly event: 'file-finished'; readonly file: string; readonly outcome: SummaryFile }

export type EmitBatch = (event: BatchEvent) => void
