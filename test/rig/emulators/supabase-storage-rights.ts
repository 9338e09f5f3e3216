import type { Clock } from '../../../src/clock.ts'
import type { RequestHead } from './emulated.ts'
import type { SupabaseKeys } from './supabase-keys.ts'
import type { SupabaseOptions } from './supabase-options.ts'
import { jwtRefusal, refusal } from './supabase-storage-refusals.ts'

export type Caller = { readonly role: string; readonly uid: string | undefined }

/** Whether a user may insert an object: what the policy on storage.objects would say. */
export type MayUpload = (uid: string, path: string) => boolean | Promise<boolean>

export type StorageRights = {
  /** Who asks. @throws where the token is none, or no good. */
  readonly caller: (head: RequestHead) => Promise<Caller>
  readonly seesBucket: (caller: Caller, bucket: string) => boolean
  readonly mayRead: (caller: Caller, bucket: string, name: string) => boolean
  readonly mayInsert: (caller: Caller, bucket: string, name: string) => Promise<boolean>
  /** Updates and deletes: nobody but the service has a policy for them. */
  readonly mayChange: (caller: Caller) => boolean
}

const BUCKET = 'media'

/** The policies of the service's migration: a user reads uploads/{uid}/… and artifacts/{uid}/… in one bucket, no more. */
export function storageRights(
  keys: SupabaseKeys,
  options: Required<Pick<SupabaseOptions, 'anonKey' | 'secretKey'>> & { readonly clock: Clock },
  mayUpload: MayUpload = (uid, path) => path.startsWith(`uploads/${uid}/`),
): StorageRights {
  const isService = ({ role }: Caller) => role === 'service_role'
  return {
    async caller({ headers }) {
      const { authorization } = headers
      if (authorization === undefined)
        throw refusal('InvalidRequest', "headers must have required property 'authorization'")
      const token = authorization.replace(/^Bearer /i, '')
      if (token === options.secretKey) return { role: 'service_role', uid: undefined }
      if (token === options.anonKey) return { role: 'anon', uid: undefined }
      const claims = await keys.verify(token).catch((error: unknown) => {
        throw jwtRefusal(error)
      })
      return { role: typeof claims['role'] === 'string' ? claims['role'] : 'anon', uid: claims.sub }
    },
    seesBucket: (caller, bucket) => isService(caller) || (isUser(caller) && bucket === BUCKET),
    mayRead(caller, bucket, name) {
      if (isService(caller)) return true
      const [top, owner, file] = name.split('/')
      return (
        isUser(caller) &&
        bucket === BUCKET &&
        file !== undefined &&
        (top === 'uploads' || top === 'artifacts') &&
        owner === caller.uid
      )
    },
    async mayInsert(caller, bucket, name) {
      if (isService(caller)) return true
      return isUser(caller) && bucket === BUCKET && mayUpload(caller.uid, name)
    },
    mayChange: isService,
  }
}

function isUser(caller: Caller): caller is Caller & { readonly uid: string } {
  return caller.role === 'authenticated' && caller.uid !== undefined
}
