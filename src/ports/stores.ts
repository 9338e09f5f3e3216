import type { BlobRef } from '../dub/blob.ts'
import type { Json } from '../json.ts'

/** Keeps bytes by their digest. Putting the same bytes twice is free. Whatever is read is checked against its digest. */
export interface BlobStore {
  put(bytes: Uint8Array, type: string): Promise<BlobRef>
  /** Takes a finished file over; it is gone from where it was. */
  adopt(path: string, type: string): Promise<BlobRef>
  /** Names a person's file without copying it: it is read where it is, for as long as it stays as it was. */
  borrow(path: string, type: string, signal?: AbortSignal): Promise<BlobRef>
  /** Whether it is there, at its right length. Its bytes are checked when they are read. */
  has(ref: BlobRef): Promise<boolean>
  /** @throws {Failure} `lost`, with the digest as its subject, where it is gone or damaged; it is thrown away then. */
  get(ref: BlobRef): Promise<Uint8Array>
  /** A file to read, checked beforehand. Never written to. @throws {Failure} `lost`, likewise. */
  path(ref: BlobRef): Promise<string>
}

export type Answered = { readonly key: string; readonly stage: string; readonly input: Json; readonly at: number }

/** Remembers what a step answered. The first answer to a key stands; later ones are dropped. */
export interface Memo {
  recall(key: string): Promise<Json | undefined>
  /** @returns the answer that stands, which may be another's. */
  keep(question: { readonly key: string; readonly stage: string; readonly input: Json }, answer: Json): Promise<Json>
  /** Forgets one answer, e.g. because a blob of it is lost. */
  forget(key: string): Promise<void>
  /** Forgets every answer that names this blob. */
  forgetNaming(digest: string): Promise<void>
  /** The questions answered for these keys; unknown keys are left out. */
  questions(keys: readonly string[]): Promise<readonly Answered[]>
  /** Questions to this stage answered before `at`, newest first. */
  earlier(stage: string, at: number, limit: number): Promise<readonly Answered[]>
}

/** A folder for unfinished files, gone when it is closed, and swept by the next run where that never came. */
export interface Scratch extends AsyncDisposable {
  /** A path that nobody else has, in a folder of this process. */
  path(name: string): string
  /** Another such folder, hidden beside this one and so on the same disk: what is made there can be renamed into it. */
  beside(folder: string): Promise<Scratch>
}
