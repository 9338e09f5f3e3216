import type { Clock } from '../clock.ts'
import type { EngineName } from '../dub/request.ts'
import type { JobStore } from '../ports/jobs.ts'
import type { Media } from '../ports/media.ts'
import type { Providers } from '../ports/providers.ts'
import type { BlobStore, Memo, Scratch } from '../ports/stores.ts'

/** Which provider does which trade. */
export type EngineProviders = {
  readonly transcriber: string
  readonly translator: string
  /** The first that speaks a language speaks it. */
  readonly synthesizers: readonly string[]
}

/** All that a use-case works with. */
export type Shop = {
  readonly version: string
  readonly jobs: JobStore
  readonly memo: Memo
  readonly blobs: BlobStore
  readonly scratch: Scratch
  readonly providers: Providers
  readonly media: Media
  readonly engines: { readonly [engine in EngineName]?: EngineProviders }
  /** Which keys there are. The keys themselves stay with the providers. */
  readonly keys: { readonly deepgram: boolean; readonly openai: boolean }
  readonly clock: Clock
}
