import { systemClock } from '../../../src/clock.ts'
import { temporaryFolder } from '../home.ts'
import type { WordedFault } from './faults.ts'
import { supabaseJson } from './supabase-json.ts'
import { type SupabaseKeys, supabaseKeys } from './supabase-keys.ts'
import { EMULATED_PUBLISHABLE_KEY, EMULATED_SECRET_KEY, type SupabaseOptions } from './supabase-options.ts'
import { openSupabaseServer } from './supabase-server.ts'
import type { SupabaseAnswer, SupabaseEmulator, SupabasePart, SupabaseRequest } from './supabase-server-types.ts'
import type { StorageDesk } from './supabase-storage-desk.ts'
import { type Bucket, type StorageObjects, storageObjects } from './supabase-storage-objects.ts'
import { isRefusal, jwtRefusal, restRefusal, tusRefusal, tusSays } from './supabase-storage-refusals.ts'
import { type MayUpload, storageRights } from './supabase-storage-rights.ts'
import { answerRest } from './supabase-storage-routes.ts'
import { storageSignatures } from './supabase-storage-signatures.ts'
import { type Tus, type TusOptions, tusDoor } from './supabase-storage-tus.ts'

export type StorageOptions = SupabaseOptions &
  TusOptions & {
    /** Private `media`, unless told otherwise. */
    readonly buckets?: readonly Bucket[]
    /** What the policy for inserts says of a user's upload; else all of uploads/{uid}/ is theirs. */
    readonly mayUpload?: MayUpload
    /** How long a signed upload URL lives (7,200, as hosted). */
    readonly uploadUrlSeconds?: number
    /** Bytes of an object in any bucket (50 GB). */
    readonly fileSizeLimit?: number
  }

export type SupabaseStorage = SupabaseEmulator & {
  readonly anonKey: string
  readonly secretKey: string
  /** What its users' tokens are signed with. */
  readonly keys: SupabaseKeys
  readonly objects: StorageObjects
}

const TUS = /^\/upload\/resumable(\/sign)?(?:\/([A-Za-z0-9_-]+))?\/?$/

/** Starts a Supabase Storage on loopback at /storage/v1, with objects on disk and the service's policies. */
export async function startStorage(options: StorageOptions = {}): Promise<SupabaseStorage> {
  const { anonKey = EMULATED_PUBLISHABLE_KEY, secretKey = EMULATED_SECRET_KEY, clock = systemClock } = options
  const keys = options.keys ?? (await supabaseKeys(clock, options))
  const server = await openSupabaseServer(options)
  const storage = await storageBehind(server.url, { ...options, anonKey, secretKey, clock, keys })
  server.serve(storage.part)
  return Object.assign(server, {
    anonKey,
    secretKey,
    keys,
    objects: storage.objects,
    [Symbol.asyncDispose]: both(server, storage),
  })
}

/** Storage as one part of a project. */
export async function storageBehind(
  url: string,
  options: StorageOptions & Required<Pick<SupabaseOptions, 'anonKey' | 'secretKey' | 'clock' | 'keys'>>,
): Promise<AsyncDisposable & { readonly part: SupabasePart; readonly objects: StorageObjects }> {
  const { clock, keys } = options
  const folder = await temporaryFolder()
  const desk: StorageDesk = {
    url: `${url}/storage/v1`,
    clock,
    objects: storageObjects(folder, clock, options.buckets ?? [{ id: 'media' }]),
    rights: storageRights(keys, options, options.mayUpload),
    signatures: storageSignatures(keys.secret, clock),
    uploadUrlSeconds: options.uploadUrlSeconds ?? 7200,
    fileSizeLimit: options.fileSizeLimit ?? 50e9,
  }
  const tus = tusDoor(desk, options)
  return {
    part: { prefix: '/storage/v1', answer: (request) => answer(desk, tus, request), say: worded },
    objects: desk.objects,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

/** Closes a server, and then what it served. */
export function both(server: AsyncDisposable, part: AsyncDisposable): () => Promise<void> {
  const closeServer = server[Symbol.asyncDispose].bind(server)
  return async () => {
    await closeServer()
    await part[Symbol.asyncDispose]()
  }
}

async function answer(desk: StorageDesk, tus: Tus, request: SupabaseRequest): Promise<SupabaseAnswer> {
  const resumable = TUS.exec(request.route)
  const told = resumable ? tusRefusal : restRefusal
  try {
    return resumable ? await tus(request, resumable[1] !== undefined, resumable[2]) : await answerRest(desk, request)
  } catch (error) {
    if (!isRefusal(error)) throw error
    return told(error)
  }
}

function worded(fault: WordedFault, request: SupabaseRequest): SupabaseAnswer {
  const isTus = TUS.test(request.route)
  switch (fault.kind) {
    case 'too-many':
      return isTus
        ? tusRefusal(tusSays(429, 'Too many requests'))
        : body(429, 'SlowDown', 'SlowDown', 'Too many requests')
    case 'status':
      if (fault.status === 503) return supabaseJson({}, 503) // The gateway's: Storage itself has no part in it.
      return isTus
        ? tusRefusal(tusSays(500, 'Internal Server Error'))
        : body(500, 'InternalError', 'Internal', 'Internal Server Error')
    case 'expired-key':
      return restRefusal(jwtRefusal(new Error('"exp" claim timestamp check failed')))
    case 'quota':
      return body(400, 'InvalidRequest', 'Error', 'Service for this project is restricted')
    default:
      return supabaseJson({})
  }
}

function body(status: number, code: string, error: string, message: string): SupabaseAnswer {
  return supabaseJson({ statusCode: String(status), code, error, message }, status)
}
