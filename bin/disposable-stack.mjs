// What ytdub uses of `AsyncDisposableStack`, for Node 22, which has none.
globalThis.AsyncDisposableStack = class AsyncDisposableStack {
  #disposals = []

  use(resource) {
    const dispose = resource?.[Symbol.asyncDispose] ?? resource?.[Symbol.dispose]
    if (dispose) this.#disposals.push(() => dispose.call(resource))
    return resource
  }

  defer(dispose) {
    this.#disposals.push(dispose)
  }

  move() {
    const moved = new AsyncDisposableStack()
    moved.#disposals = this.#disposals.splice(0)
    return moved
  }

  /** Last first, and all of them; the first error is thrown afterwards. */
  async disposeAsync() {
    const errors = []
    for (const dispose of this.#disposals.splice(0).reverse()) {
      try {
        await dispose()
      } catch (error) {
        errors.push(error)
      }
    }
    if (errors.length > 0) throw errors[0]
  }

  [Symbol.asyncDispose]() {
    return this.disposeAsync()
  }
}
