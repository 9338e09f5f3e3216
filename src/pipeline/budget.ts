import { Failure } from '../failure.ts'

/** What a run may still spend, over all its calls, those under way included. */
export type Budget = {
  /**
   * Sets the expected cost (USD; undefined where nobody knows it) of a call aside before it is made. Leaving the scope gives back what was not spent.
   * @throws {Failure} `budget`, where it would go over: that call is not made.
   */
  readonly reserve: (usd: number | undefined) => Reserved
  /** Whether there is an end to it. */
  readonly bounded: boolean
}

export type Reserved = Disposable & { readonly spend: (usd: number) => void }

/** A budget of so many USD; Infinity never ends. */
export function budgetOf(most: number): Budget {
  let spent = 0
  let reserved = 0
  return {
    bounded: most < Infinity,
    reserve(usd = 0) {
      if (usd > 0 && spent + reserved + usd > most) throw over(most, spent + reserved, usd)
      reserved += usd
      let open = usd
      const giveBack = () => {
        reserved -= open
        open = 0
      }
      return {
        spend(actual) {
          giveBack() // Else it would count twice while the answer is being kept.
          spent += actual
        },
        [Symbol.dispose]: giveBack,
      }
    },
  }
}

function over(most: number, spent: number, next: number): Failure {
  const so = `$${spent.toFixed(4)} is spent or under way in this run, and it costs about $${next.toFixed(4)}`
  return new Failure('budget', `The next call would go over --max-cost ${most}: ${so}.`, {
    hint: 'What is done is kept. See what is missing with --dry-run, and go on with a higher --max-cost.',
  })
}
