import { Failure } from '../failure.ts'

/** Where and as what a track is uploaded in chunks. */
export type SignedUpload = {
  /** For resumable uploads with a signed token. */
  readonly endpoint: string
  readonly bucket: string
  /** The object's key. */
  readonly object: string
  readonly token: string
}

/** `https://…/storage/v1/object/upload/sign/{bucket}/{key}?token=…`, as Supabase Storage signs uploads. */
const SIGNED = /^(.*)\/storage\/v1\/object\/upload\/sign\/([^/]+)\/(.+)$/

/**
 * What a signed upload URL says, for an upload in chunks. `supabaseUrl`: where the person says that Supabase is.
 * @throws {Failure} `vendor`, where it is no such URL.
 */
export function signedUpload(text: string, supabaseUrl: string | undefined): SignedUpload {
  const url = new URL(text)
  const token = url.searchParams.get('token')
  const [, before, bucket, object] = SIGNED.exec(url.pathname) ?? []
  if (!token || before === undefined || bucket === undefined || object === undefined) {
    throw new Failure('vendor', 'The service gives an upload address that is not understood.', {
      hint: 'Check whether this ytdub is as new as the service.',
    })
  }
  const base = supabaseUrl?.replace(/\/+$/, '') ?? url.origin + before
  return {
    endpoint: `${base}/storage/v1/upload/resumable/sign`,
    bucket: decodeURIComponent(bucket),
    object: decodeURIComponent(object),
    token,
  }
}
