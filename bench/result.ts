/** What a benchmark found. `figures` and `targets` share their names; a figure without a target is for information. */
export type Result = {
  readonly figures: Readonly<Record<string, number>>
  /** The most that a figure may be. */
  readonly targets: Readonly<Record<string, number>>
}

/** What a benchmark with more than figures found: as JSON, and as text that ends with a line break. */
export type Report = { readonly met: boolean; readonly report: object; readonly text: string }
