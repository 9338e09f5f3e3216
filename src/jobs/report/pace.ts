import { UNHEARD } from '../../timing/schedule/leave-alone.ts'

/** How a line is played against how it was spoken; also the names of the colours. From slow to fast. */
export const PACES = ['slower', 'natural', 'brisk', 'fast', 'over'] as const
export type Pace = (typeof PACES)[number]

/** From here on a listener hears haste. */
const HASTE = 1.2

/** Which of them a rate is; `over` is what the bound could not hold. */
export function paceOf(rate: number, bound: number): Pace {
  if (rate > bound + ROUNDING) return 'over'
  if (rate > HASTE) return 'fast'
  if (rate > 1 + UNHEARD) return 'brisk'
  return rate < 1 - UNHEARD ? 'slower' : 'natural'
}

/** What a schedule at its bound may be above it by. */
const ROUNDING = 1e-6

/** What each colour says, for the legend; `fast` only where the bound lets lines be so. */
export function legendOf(bound: number): readonly (readonly [Pace, string])[] {
  const whole: readonly (readonly [Pace, string])[] = [
    ['slower', 'slower'],
    ['natural', 'as spoken'],
    ['brisk', `to ${Math.min(HASTE, bound)}×`],
    ['fast', `to ${bound}×`],
    ['over', `over ${bound}×`],
  ]
  return whole.filter(([pace]) => pace !== 'fast' || bound > HASTE)
}
