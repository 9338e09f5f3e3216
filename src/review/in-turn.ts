export type InTurn = <Result>(work: () => Promise<Result>) => Promise<Result>

/** Does one thing after the other, in the order asked for. One that fails is no reason not to do the next. */
export function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const mine = last.then(work, work)
    last = mine.catch(() => undefined) // Whoever asked for it hears of it.
    return mine
  }
}
