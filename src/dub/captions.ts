import type { Span } from './speech.ts'

/** One caption on the screen: one or two rows of text, in logical order, shown for a span. */
export type Caption = Span & { readonly rows: readonly string[] }
