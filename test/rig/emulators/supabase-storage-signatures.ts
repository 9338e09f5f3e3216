import { jwtVerify, SignJWT } from 'jose'
import type { Clock } from '../../../src/clock.ts'
import { refusal } from './supabase-storage-refusals.ts'

export type SignedUpload = { readonly owner: string | undefined; readonly upsert: boolean }

export type StorageSignatures = {
  /** `url` is bucket and name. */
  readonly forUpload: (url: string, seconds: number, upload: SignedUpload) => Promise<string>
  readonly forDownload: (url: string, seconds: number) => Promise<string>
  /** @throws InvalidJWT where it is expired or tampered with, InvalidSignature where it is for something else. */
  readonly checkUpload: (token: string, url: string) => Promise<SignedUpload>
  /** @returns when it expires, in milliseconds since 1970. */
  readonly checkDownload: (token: string, url: string) => Promise<number>
}

/** The tokens in signed URLs: HS256 with the project's own secret, whatever its users' tokens are signed with. */
export function storageSignatures(secret: string, clock: Clock): StorageSignatures {
  const key = new TextEncoder().encode(secret)
  const sign = (claims: { readonly [claim: string]: unknown }, seconds: number) => {
    const now = Math.floor(clock.now() / 1000)
    return new SignJWT({ ...claims, iat: now, exp: now + seconds }).setProtectedHeader({ alg: 'HS256' }).sign(key)
  }
  const check = async (token: string, url: string, scope: string) => {
    const options = { algorithms: ['HS256'], currentDate: new Date(clock.now()) }
    const { payload } = await jwtVerify(token, key, options).catch((error: unknown) => {
      throw refusal('InvalidJWT', error instanceof Error ? error.message : undefined)
    })
    if (payload['url'] !== url || payload['scope'] !== scope) throw refusal('InvalidSignature')
    return payload
  }
  return {
    forUpload: (url, seconds, { owner, upsert }) => sign({ owner, url, upsert, scope: 'upload' }, seconds),
    forDownload: (url, seconds) => sign({ url, scope: 'download' }, seconds),
    async checkUpload(token, url) {
      const { owner, upsert } = await check(token, url, 'upload')
      return { owner: typeof owner === 'string' ? owner : undefined, upsert: upsert === true }
    },
    async checkDownload(token, url) {
      const { exp = 0 } = await check(token, url, 'download')
      return exp * 1000
    },
  }
}
