import type { SupabaseAnswer, SupabaseRequest } from './supabase-server-types.ts'
import { buckets } from './supabase-storage-buckets.ts'
import type { StorageDesk } from './supabase-storage-desk.ts'
import { download, downloadSigned, signDownload, signDownloads } from './supabase-storage-download.ts'
import { info, list, remove, removeOne } from './supabase-storage-list.ts'
import { copyOrMove } from './supabase-storage-move.ts'
import { refusal } from './supabase-storage-refusals.ts'
import type { Caller } from './supabase-storage-rights.ts'
import { type Place, signUpload, upload, uploadSigned } from './supabase-storage-upload.ts'

type Asked = {
  readonly desk: StorageDesk
  readonly request: SupabaseRequest
  readonly place: Place
}

type Route = readonly [
  methods: string,
  path: RegExp,
  answer: (asked: Asked & { readonly caller: Caller }) => SupabaseAnswer | Promise<SupabaseAnswer>,
]
type OpenRoute = readonly [
  methods: string,
  path: RegExp,
  answer: (asked: Asked) => SupabaseAnswer | Promise<SupabaseAnswer>,
]

/** Those that a token in the URL is enough for. The first that fits answers: `name` is the rest of the path. */
const OPEN: readonly OpenRoute[] = [
  ['GET', /^\/status$/, () => ({ status: 200 })],
  ['PUT', /^\/object\/upload\/sign\/([^/]+)\/(.+)$/, (at) => uploadSigned(at.desk, at.request, at.place)],
  ['GET HEAD', /^\/object\/sign\/([^/]+)\/(.+)$/, (at) => downloadSigned(at.desk, at.request, at.place)],
]

const ROUTES: readonly Route[] = [
  ['GET POST', /^\/bucket\/?$/, (at) => buckets(at.desk, at.request, at.caller, undefined)],
  ['GET', /^\/bucket\/([^/]+)$/, (at) => buckets(at.desk, at.request, at.caller, at.place.bucket)],
  ['POST', /^\/object\/upload\/sign\/([^/]+)\/(.+)$/, (at) => signUpload(at.desk, at.request, at.caller, at.place)],
  ['POST', /^\/object\/sign\/([^/]+)\/(.+)$/, (at) => signDownload(at.desk, at.request, at.caller, at.place)],
  ['POST', /^\/object\/sign\/([^/]+)$/, (at) => signDownloads(at.desk, at.request, at.caller, at.place.bucket)],
  ['POST', /^\/object\/list\/([^/]+)$/, (at) => list(at.desk, at.request, at.caller, at.place.bucket)],
  ['POST', /^\/object\/copy$/, (at) => copyOrMove(at.desk, at.request, at.caller, 'copy')],
  ['POST', /^\/object\/move$/, (at) => copyOrMove(at.desk, at.request, at.caller, 'move')],
  ['GET HEAD', /^\/object\/info(?:\/authenticated)?\/([^/]+)\/(.+)$/, (at) => info(at.desk, at.caller, at.place)],
  [
    'GET HEAD',
    /^\/object\/(?:authenticated\/)?([^/]+)\/(.+)$/,
    (at) => download(at.desk, at.request, at.caller, at.place),
  ],
  ['POST PUT', /^\/object\/([^/]+)\/(.+)$/, (at) => upload(at.desk, at.request, at.caller, at.place)],
  ['DELETE', /^\/object\/([^/]+)$/, (at) => remove(at.desk, at.request, at.caller, at.place.bucket)],
  ['DELETE', /^\/object\/([^/]+)\/(.+)$/, (at) => removeOne(at.desk, at.caller, at.place)],
]

/** Answers what Storage has over REST. @throws a refusal. */
export async function answerRest(desk: StorageDesk, request: SupabaseRequest): Promise<SupabaseAnswer> {
  for (const [methods, path, answer] of OPEN) {
    const place = placeOf(request, methods, path)
    if (place) return answer({ desk, request, place })
  }
  for (const [methods, path, answer] of ROUTES) {
    const place = placeOf(request, methods, path)
    if (place) return answer({ desk, request, place, caller: await desk.rights.caller(request) })
  }
  throw refusal('RouteNotFound', `Route ${request.method}:${request.route} not found`)
}

function placeOf({ method, route }: SupabaseRequest, methods: string, path: RegExp): Place | undefined {
  const found = methods.split(' ').includes(method) ? path.exec(route) : null
  return found ? { bucket: decoded(found[1] ?? ''), name: decoded(found[2] ?? '') } : undefined
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw refusal('InvalidRequest', `'${text}' is not a valid url component`)
  }
}
