import { Failure } from '../failure.ts'

/** What a run may still spend, over all its calls, those under way included. */
export type Budget = {
  /**
   * Sets the expected cost (USD; undefined where nobody knows it) of a call aside before it is made. Leaving the scope gives back what was not spent.
   * An optional call, which the dub can do without, leaves alone what is kept for those that it cannot.
   * @throws {Failure} `budget`, where it would go over: that call is not made.
   */
  readonly reserve: (usd: number | undefined, options?: { readonly optional: boolean }) => Reserved
  /** Keeps from optional calls what all the others together are expected to cost (USD), until they are made. */
  readonly expect: (usd: number) => void
  /** Whether there is an end to it. */
  readonly bounded: boolean
  /** The same budget for one run of several: what each expects is kept until it is spent, or the scope of the share is left. */
  readonly share: () => Budget & Disposable
}

export type Reserved = Disposable & { readonly spend: (usd: number) => void }

/** A budget of so many USD; Infinity never ends. */
export function budgetOf(most: number): Budget {
  return shareOf({ most, spent: 0, reserved: 0, expected: 0 })
}

/** What all shares of a budget come to together, in USD. */
type Purse = { readonly most: number; spent: number; reserved: number; expected: number }

function shareOf(purse: Purse): Budget & Disposable {
  let own = 0
  const expect = (usd: number) => {
    purse.expected += usd - own
    own = usd
  }
  return {
    bounded: purse.most < Infinity,
    expect,
    share: () => shareOf(purse),
    [Symbol.dispose]: () => expect(0),
    reserve(usd = 0, { optional } = { optional: false }) {
      const { most, spent, reserved, expected } = purse
      const kept = optional ? expected : 0
      if (usd > 0 && spent + reserved + kept + usd > most) throw over(most, spent + reserved, { usd, kept })
      if (!optional) expect(Math.max(0, own - usd))
      purse.reserved += usd
      let open = usd
      const giveBack = () => {
        purse.reserved -= open
        open = 0
      }
      return {
        spend(actual) {
          giveBack() // Else it would count twice while the answer is being kept.
          purse.spent += actual
        },
        [Symbol.dispose]: giveBack,
      }
    },
  }
}

function over(most: number, spent: number, { usd, kept }: { readonly usd: number; readonly kept: number }): Failure {
  const others = kept > 0 ? `, $${kept.toFixed(4)} is kept for what the dub cannot do without` : ''
  const so = `$${spent.toFixed(4)} is spent or under way in this run${others}, and it costs about $${usd.toFixed(4)}`
  return new Failure('budget', `The next call would go over --max-cost ${most}: ${so}.`, {
    hint: 'What is done is kept. See what is missing with --dry-run, and go on with a higher --max-cost.',
  })
}
