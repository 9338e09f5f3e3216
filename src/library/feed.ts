import type { DubEvent } from './events.ts'

export type Feed = {
  readonly tell: (event: DubEvent) => void
  /** All events from now on, until the job has ended; where it failed, that is thrown last. */
  readonly follow: (ended: Promise<unknown>) => AsyncGenerator<DubEvent, void>
}

/** Passes events on to as many as follow, each at their own pace. */
export function eventFeed(): Feed {
  const listeners = new Set<(event: DubEvent) => void>()
  return {
    tell(event) {
      for (const hear of listeners) hear(event)
    },
    async *follow(ended) {
      const waiting: DubEvent[] = []
      let over = false
      let news = Promise.withResolvers<void>()
      const hear = (event: DubEvent) => {
        waiting.push(event)
        news.resolve()
      }
      const end = () => {
        over = true
        news.resolve()
      }
      listeners.add(hear)
      ended.then(end, end)
      try {
        while (true) {
          yield* waiting.splice(0)
          if (waiting.length > 0) continue
          if (over) break
          await news.promise
          news = Promise.withResolvers()
        }
        await ended
      } finally {
        listeners.delete(hear)
      }
    },
  }
}
