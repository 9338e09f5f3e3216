import { createClient, StorageApiError } from '@supabase/supabase-js'
import { Failure } from '../../failure.ts'
import type { ObjectStore } from '../../ports/service.ts'
import { type Patience, patiently, usualPatience } from './patiently.ts'
import { cutOff, type Refusal, refused } from './storage-trouble.ts'
import { type Bucket, fetchInto, knock, sendFrom } from './transfer.ts'

type Options = {
  /** The project's URL. */
  readonly url: string
  readonly secretKey: string
  readonly bucket: string
  readonly fetch?: typeof fetch
  readonly patience?: Patience
  /** Ends the patience with what names no signal of its own. */
  readonly signal?: AbortSignal | undefined
  /** Milliseconds for one try at a request that moves no file. */
  readonly deadline?: number
}

/** Milliseconds, where nobody says otherwise. */
const DEADLINE = 30_000
/** Objects that are removed, or signed for, with one request. */
const AT_ONCE = 500

/** Objects in one bucket of Supabase Storage. Files are streamed; whatever passes by itself is tried again a few times. */
export function storageObjects({
  url,
  secretKey,
  bucket,
  fetch: ask = fetch,
  patience = usualPatience,
  signal,
  deadline = DEADLINE,
}: Options): ObjectStore {
  const project = url.replace(/\/+$/, '')
  const inTime: typeof fetch = (input, init) => ask(input, { ...init, signal: AbortSignal.timeout(deadline) })
  const files = createClient(project, secretKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    global: { fetch: inTime },
  }).storage.from(bucket)
  const headers = { apikey: secretKey, authorization: `Bearer ${secretKey}` }
  const place: Bucket = { endpoint: `${project}/storage/v1`, bucket, headers, fetch: ask }
  const tell = <Data>(what: string, request: () => Promise<Answer<Data>>) =>
    patiently(async () => dataOf(await request(), what), patience, signal)

  return {
    async uploadUrl(path) {
      // Over what a stopped try has left there; a token without this would overwrite too, if only as a resumable upload.
      const { signedUrl, token } = await tell(path, () => files.createSignedUploadUrl(keyOf(path), { upsert: true }))
      return { url: signedUrl, token }
    },
    async downloadUrl(path, seconds, downloadAs) {
      const { signedUrl } = await tell(path, () => files.createSignedUrl(keyOf(path), seconds))
      return downloadAs === undefined ? signedUrl : savedAs(signedUrl, downloadAs)
    },
    downloadUrls: (wanted, seconds) =>
      signedAll(wanted, (keys) => tell(`${keys.length} objects`, () => files.createSignedUrls(keys, seconds))),
    async info(path) {
      try {
        const { size, contentType } = await tell(path, () => files.info(keyOf(path)))
        return { bytes: size ?? 0, type: contentType ?? null }
      } catch (error) {
        if (error instanceof Failure && error.code === 'lost') return undefined
        throw error
      }
    },
    download: (path, to, options) =>
      patiently(() => fetchInto(place, keyOf(path), to, options), patience, options.signal),
    upload: (path, from, options) =>
      patiently(() => sendFrom(place, keyOf(path), from, options), patience, options.signal),
    async remove(paths) {
      for (let start = 0; start < paths.length; start += AT_ONCE) {
        const some = paths.slice(start, start + AT_ONCE).map(keyOf)
        await tell(`${some.length} objects`, () => files.remove(some))
      }
    },
    ready: (signal) => knock(place, signal),
  }
}

type Signed = { readonly signedUrl: string | null; readonly error: string | null }

/** Many with each request. One that is not there has an error instead of a URL. */
async function signedAll(
  wanted: readonly { readonly path: string; readonly downloadAs: string }[],
  sign: (keys: string[]) => Promise<readonly Signed[]>,
): Promise<(string | undefined)[]> {
  const urls: (string | undefined)[] = []
  for (let start = 0; start < wanted.length; start += AT_ONCE) {
    const some = wanted.slice(start, start + AT_ONCE)
    const signed = await sign(some.map(({ path }) => keyOf(path)))
    for (const [index, { downloadAs }] of some.entries()) {
      const { signedUrl, error = null } = signed[index] ?? {}
      urls.push(signedUrl && error === null ? savedAs(signedUrl, downloadAs) : undefined)
    }
  }
  return urls
}

/** Added here: the client library encodes a name twice. */
function savedAs(signedUrl: string, name: string): string {
  return `${signedUrl}&download=${encodeURIComponent(name)}`
}

type Answer<Data> = { readonly data: Data; readonly error: (Error & { readonly originalError?: unknown }) | null }

function dataOf<Data>({ data, error }: Answer<Data>, what: string): NonNullable<Data> {
  if (error instanceof StorageApiError) throw refused(refusalOf(error), what)
  if (error !== null || data == null) throw cutOff(error?.originalError ?? error)
  return data
}

function refusalOf({ status, statusCode, code }: StorageApiError): Refusal {
  const meant = Number(statusCode)
  return { status: Number.isInteger(meant) && meant >= 400 ? meant : status, code }
}

/** Keys are made of ids; what else would change the URL never gets into one. */
function keyOf(path: string): string {
  if (/^[\w.-]+(\/[\w.-]+)*$/.test(path) && !path.split('/').some((part) => part === '..' || part === '.')) return path
  throw new Failure('internal', `${JSON.stringify(path)} cannot be an object’s key.`)
}
