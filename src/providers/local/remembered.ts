/** What was found out once, for as long as the process lives. A failure is not kept: the server may be started meanwhile. */
export function remembered<Found>(find: () => Promise<Found>): () => Promise<Found> {
  let found: Promise<Found> | undefined
  return () => {
    found ??= find().catch((error: unknown) => {
      found = undefined
      throw error
    })
    return found
  }
}
