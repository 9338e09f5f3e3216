/** Bytes by their content: the same bytes always bear the same digest. */
export type BlobRef = {
  /** SHA-256 of the bytes, 64 lower-case hex digits. */
  readonly digest: string
  /** MIME type. */
  readonly type: string
  /** Length in bytes. */
  readonly size: number
}
