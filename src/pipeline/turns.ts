/** Waits to be let in; call what it gives back once, when the work has ended. The lowest rank is let in first. */
export type Turns = (rank: number) => Promise<() => void>

/**
 * So many at a time, for work that shares one bottleneck: who comes first in rank is done as soon as can be, and goes on to
 * what no longer needs it while the others have their turn.
 */
export function turns(width: number): Turns {
  const waiting: { readonly rank: number; readonly letIn: () => void }[] = []
  let underWay = 0
  const letIn = () => {
    while (underWay < width && waiting.length > 0) {
      underWay++
      waiting.shift()?.letIn()
    }
  }
  return async (rank) => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const behind = waiting.findIndex((other) => other.rank > rank)
    waiting.splice(behind === -1 ? waiting.length : behind, 0, { rank, letIn: resolve })
    letIn()
    await promise
    return () => {
      underWay--
      letIn()
    }
  }
}
