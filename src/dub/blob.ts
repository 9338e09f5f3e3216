/** Bytes by their content: the same bytes always bear the same digest. */
export type BlobRef = {
  /** SHA-256 of the bytes, 64 lower-case hex digits. */
  readonly digest: string
  /** MIME type. */
  readonly type: string
  /** Length in bytes. */
  readonly size: number
}

/** A track's bytes alone: under another name they are the same question. */
export function blobOf({ digest, type, size }: BlobRef): BlobRef {
  return { digest, type, size }
}

/** All blobs that a JSON value names, at any depth. */
export function blobRefsIn(value: unknown): BlobRef[] {
  if (value === null || typeof value !== 'object') return []
  if (isBlobRef(value)) return [value]
  return Object.values(value).flatMap(blobRefsIn)
}

function isBlobRef(value: object): value is BlobRef {
  return 'digest' in value && 'type' in value && 'size' in value && typeof value.digest === 'string'
}
