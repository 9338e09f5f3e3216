import type { BlobRef } from '../../dub/blob.ts'
import type { DubRequest } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import type { BlobStore } from '../../ports/stores.ts'

/**
 * The same blobs, in which a track that is gone, or is another one than was submitted, is its owner's to upload anew. All
 * else that is lost is worked out again; a track cannot be, and no other try would find it.
 */
export function submittedTracks(blobs: BlobStore, { source, background }: DubRequest): BlobStore {
  const digests = new Set([source.digest, background?.digest])
  const read = async <Answer>({ digest }: BlobRef, answer: Promise<Answer>): Promise<Answer> => {
    try {
      return await answer
    } catch (error) {
      // Without its cause, which would count as something that passes.
      if (digests.has(digest) && error instanceof Failure && error.code === 'lost') throw changed()
      throw error
    }
  }
  return {
    ...blobs,
    get: (ref) => read(ref, blobs.get(ref)),
    path: (ref) => read(ref, blobs.path(ref)),
  }
}

function changed(): Failure {
  return new Failure('input', 'The uploaded file was changed or removed after it was submitted. Upload it anew.')
}
