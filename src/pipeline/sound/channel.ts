/** One writer, one reader, one item between them: a writer never runs ahead, so nothing piles up in memory. */
export type Channel<Item> = {
  /** Waits until the item has been taken. After `fail`, or once the reader has left, it is dropped at once. */
  readonly push: (item: Item) => Promise<void>
  readonly end: () => void
  readonly fail: (error: unknown) => void
  readonly items: AsyncIterable<Item>
}

type Wait = { readonly promise: Promise<void>; readonly resolve: () => void }

export function channel<Item>(): Channel<Item> {
  let slot: { readonly item: Item } | undefined
  let ended = false
  let failure: { readonly error: unknown } | undefined
  let filled: Wait = Promise.withResolvers<void>()
  let emptied: Wait = Promise.withResolvers<void>()

  const close = () => {
    ended = true
    filled.resolve()
    emptied.resolve()
  }

  async function* read(): AsyncGenerator<Item> {
    try {
      while (true) {
        await filled.promise
        if (failure) throw failure.error
        if (!slot) return
        const { item } = slot
        slot = undefined
        if (!ended) filled = Promise.withResolvers<void>()
        emptied.resolve()
        yield item
      }
    } finally {
      slot = undefined
      close()
    }
  }

  return {
    async push(item) {
      if (ended) return
      slot = { item }
      emptied = Promise.withResolvers<void>()
      filled.resolve()
      await emptied.promise
    },
    end: close,
    fail: (error) => {
      failure = { error }
      close()
    },
    items: read(),
  }
}
