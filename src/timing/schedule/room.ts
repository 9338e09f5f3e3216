/** What the lines may take: for each the least and most that its clip lasts, and between when and when it is played (s). */
export type Room = {
  readonly least: Float64Array
  readonly most: Float64Array
  readonly startFrom: Float64Array
  readonly endBy: Float64Array
  /** Silence between lines that did not overlap. */
  readonly gap: number
}
