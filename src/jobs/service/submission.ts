import type { DubRequest } from '../../dub/request.ts'
import type { RequestWish } from '../plan-request.ts'

/** What a user submits: a job whose tracks are uploaded, and what is to become of them. */
export type Submission = {
  readonly job: string
  readonly wish: RequestWish
  readonly edits: DubRequest['edits']
  /** The SHA-256 of each track, where the client has said so. `background` is null where there is none. */
  readonly voice: { readonly sha256: string | undefined }
  readonly background: { readonly sha256: string | undefined } | null
}
