/** How long the windows are whose loudness is compared (s): a pause is longer, a plosive's closure is not. */
const WINDOW = 0.02

/** A cut wants silence around it: the mean over this many windows (0.4 s), so that long pauses win over short ones. */
const AROUND = 20

/** The last part of a piece in which a cut is looked for: a tenth, but at least half a minute, and at most half. */
const SHARE = 0.1
const LEAST = 30
const HALF = 0.5

/**
 * Where a long recording can be cut (positions in samples, rising), so that each piece is at most `longest` seconds: in the
 * middle of the quietest 0.4 s of each piece's last tenth, or half minute. Samples come as mono chunks of any size at
 * `sampleRate`. What is not longer is not cut. Remembers one search window only: a float for each 20 ms of it.
 */
export async function cutPlaces(
  chunks: AsyncIterable<Float32Array>,
  longest: number,
  sampleRate = 16_000,
): Promise<readonly number[]> {
  if (!(longest >= 1)) throw new RangeError(`No piece of sound can be cut to ${longest} s`)
  if (longest === Infinity) return []
  const window = Math.max(1, Math.round(WINDOW * sampleRate))
  const most = Math.max(1, Math.floor((longest * sampleRate) / window))
  const search = Math.max(1, Math.round(Math.min(most * HALF, Math.max(most * SHARE, LEAST / WINDOW))))
  const recent = new Float64Array(search + AROUND)
  const cuts: number[] = []
  let from = 0
  let count = 0
  for await (const { power, size } of windowPowers(chunks, window)) {
    // A piece is cut when the first sample beyond it turns up, and not before.
    if ((count - from) * window + size > longest * sampleRate) {
      from = quietest(recent, { first: from + most - search, last: from + most - 1 })
      cuts.push(from * window)
    }
    recent[count % recent.length] = power
    count += 1
  }
  return cuts
}

/** Mean power of each window; the last one may be shorter. */
async function* windowPowers(
  chunks: AsyncIterable<Float32Array>,
  window: number,
): AsyncGenerator<{ power: number; size: number }> {
  let sum = 0
  let filled = 0
  for await (const chunk of chunks) {
    for (let index = 0; index < chunk.length; index++) {
      sum += chunk[index]! * chunk[index]!
      filled += 1
      if (filled === window) {
        yield { power: sum / window, size: window }
        sum = 0
        filled = 0
      }
    }
  }
  if (filled > 0) yield { power: sum / filled, size: filled }
}

/** The boundary of windows, first … last, with the least power around it; of equals the middle one of the last run. */
function quietest(recent: Float64Array, { first, last }: { first: number; last: number }): number {
  const powerAround = (boundary: number) => {
    let sum = 0
    let counted = 0
    for (let at = boundary - AROUND / 2; at < boundary + AROUND / 2; at++) {
      if (at < Math.max(0, first - AROUND / 2) || at > last) continue
      sum += recent[at % recent.length]!
      counted += 1
    }
    return sum / counted
  }
  let best = last
  let run = 1
  let least = Infinity
  for (let boundary = last; boundary >= first && boundary > 0; boundary--) {
    const power = powerAround(boundary)
    if (power < least) {
      least = power
      best = boundary
      run = 1
    } else if (power === least && best - run === boundary) run += 1
  }
  return best - Math.floor((run - 1) / 2)
}
