/** A vendor's own number of a call, as a person may tell it to their support; nothing, where it is none, or no plain word. */
export function inRequest(id: string | null | undefined): string {
  return id && /^[\w.:-]{1,80}$/.test(id) ? ` (request ${id})` : ''
}
