/** Waits until nobody has the turn of this name; leaving the scope of what it gives back lets the next one in. `onWait` hears who has it. */
export type Turns = (name: string, who: string, onWait: (other: string) => void) => Promise<Disposable>

/** One at a time for each name, in the order of asking; as many names at once as there are. */
export function turnsOf(): Turns {
  const last = new Map<string, { readonly who: string; readonly left: Promise<void> }>()
  return async (name, who, onWait) => {
    const before = last.get(name)
    const { promise: left, resolve: leave } = Promise.withResolvers<void>()
    const own = { who, left }
    last.set(name, own)
    if (before) {
      onWait(before.who)
      await before.left
    }
    return {
      [Symbol.dispose]() {
        if (last.get(name) === own) last.delete(name)
        leave()
      },
    }
  }
}
