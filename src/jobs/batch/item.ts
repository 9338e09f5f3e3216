import type { Failure } from '../../failure.ts'
import type { DubWish } from '../submit.ts'

/** What a list may say of one file; it stands above what is said for all. */
export type OwnWish = Partial<Pick<DubWish, 'languages' | 'from' | 'background' | 'voices' | 'glossary' | 'out'>>

/** One file of a batch. */
export type BatchItem = {
  /** As it can be typed here. */
  readonly file: string
  readonly own: OwnWish
  /** Where a list names it, e.g. `"talks.csv", row 3`; undefined where it was found. */
  readonly place: string | undefined
}

/** What is to be done for a file, all told. */
export type BatchEntry = {
  readonly wish: DubWish
  readonly place: string | undefined
  /** Why it is not to be begun; its outcome, then. */
  readonly refused?: Failure
}

/** A file's wish: what is said for all, but for what a list says for it alone. */
export function entryOf({ file, own, place }: BatchItem, all: Omit<DubWish, 'file'>): BatchEntry {
  return { wish: { ...all, ...own, file }, place }
}
