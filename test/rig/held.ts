/** One call to a held fake, which stays open until the test answers it. */
export type HeldCall<Question, Answer> = {
  readonly question: Question
  readonly answer: (value: Answer) => void
  readonly fail: (error: unknown) => void
}

export type Held<Question, Answer> = {
  readonly ask: (question: Question) => Promise<Answer>
  /** All calls so far, in order. */
  readonly calls: readonly HeldCall<Question, Answer>[]
  /** The next call that no `next` has given back yet, as soon as there is one. */
  readonly next: () => Promise<HeldCall<Question, Answer>>
}

/** A fake that answers when it is told to: await the call, answer it, count the calls. No sleeps. */
export function held<Question, Answer>(): Held<Question, Answer> {
  const calls: HeldCall<Question, Answer>[] = []
  const seats: PromiseWithResolvers<HeldCall<Question, Answer>>[] = []
  const seat = (index: number) => {
    seats[index] ??= Promise.withResolvers<HeldCall<Question, Answer>>()
    return seats[index]
  }
  let given = 0
  return {
    calls,
    ask(question) {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>()
      const call = { question, answer: resolve, fail: reject }
      seat(calls.push(call) - 1).resolve(call)
      return promise
    },
    next: () => seat(given++).promise,
  }
}

/** Lets everything run that needs no answer from outside: timers aside, nothing of it is left afterwards. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
}
