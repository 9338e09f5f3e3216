/** Lets no more than one task of each name run at once; others of that name wait, first come, first served. */
export function oneEach(): <T>(name: string, task: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<void>>()
  return async (name, task) => {
    const before = last.get(name) ?? Promise.resolve()
    const { promise: done, resolve } = Promise.withResolvers<void>()
    last.set(name, done)
    try {
      await before
      return await task()
    } finally {
      if (last.get(name) === done) last.delete(name)
      resolve()
    }
  }
}
