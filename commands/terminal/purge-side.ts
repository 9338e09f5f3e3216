/** One place that is purged: what goes there, for people and for scripts, and the way to let it go. */
export type PurgeSide = AsyncDisposable & {
  readonly where: 'local' | 'remote'
  readonly isEmpty: boolean
  /** What goes and what that means, in whole lines. */
  readonly told: string
  /** What goes, within a sentence. */
  readonly inShort: string
  /** The same for scripts. */
  readonly found: { readonly [name: string]: unknown }
  /** Lets it go. @returns what has gone, within a sentence and for scripts. */
  readonly apply: () => Promise<{ readonly inShort: string; readonly deleted: { readonly [name: string]: unknown } }>
}
