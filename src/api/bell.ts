/** Something to wait for that may be rung at any time; rung twice before anybody waits, it is heard once. */
export type Bell = {
  readonly ring: () => void
  /** @returns whether it rang; false where `seconds` passed first. Only one may wait at a time. */
  readonly heard: (seconds: number) => Promise<boolean>
}

export function bell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      rung = true
      wake?.()
    },
    async heard(seconds) {
      if (!rung) await rungOrOver(seconds)
      wake = undefined
      const was = rung
      rung = false
      return was
    },
  }

  async function rungOrOver(seconds: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, seconds * 1000)
    wake = resolve
    await promise
    clearTimeout(timer)
  }
}
