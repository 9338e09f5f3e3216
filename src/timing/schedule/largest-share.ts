/** Halvings after which nothing is left of 1 that a number could tell. */
const HALVINGS = 54

/** The largest share, 0 … 1, with which something holds that holds with all smaller ones; 0 where it holds with none. */
export function largestShare(holds: (share: number) => boolean): number {
  if (holds(1)) return 1
  let [share, step] = [0, 0.5]
  for (let round = 0; round < HALVINGS; round += 1) {
    if (holds(share + step)) share += step
    step /= 2
  }
  return share
}
