/** Longer words than this are not compared: nobody mistypes them, and the work grows with the square. */
const LONGEST = 64

/**
 * The candidates that somebody may have meant, at most three: the nearest by letters changed, added, left out or swapped, as
 * far as a third of the word; none of those is a difference of case, or an end that is missing. Pure.
 */
export function nearest(word: string, candidates: readonly string[]): readonly string[] {
  const wanted = plain(word)
  if (wanted === '' || wanted.length > LONGEST) return []
  const farthest = wanted.length < 3 ? 0 : Math.round(wanted.length / 3)
  const all = [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: distanceTo(plain(candidate), wanted, farthest) }))
    .filter(({ distance }) => distance <= farthest)
  const best = Math.min(...all.map(({ distance }) => distance))
  return all
    .filter(({ distance }) => distance === best)
    .slice(0, 3)
    .map(({ candidate }) => candidate)
}

/** `Did you mean ytdub dub?` with the nearest, written as they can be typed; empty where none is near. */
export function didYouMean(
  word: string,
  candidates: readonly string[],
  written: (candidate: string) => string = (candidate) => candidate,
): string {
  const [first, ...more] = nearest(word, candidates).map(written)
  if (first === undefined) return ''
  return `Did you mean ${[first, ...more].join(' or ')}?`
}

function plain(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
}

/** 0 where they are the same, or the word begins it. */
function distanceTo(candidate: string, word: string, farthest: number): number {
  if (candidate === word) return 0
  if (word.length >= 2 && candidate.startsWith(word)) return 0
  if (Math.abs(candidate.length - word.length) > farthest) return Number.POSITIVE_INFINITY
  return distance(candidate, word)
}

/** Optimal string alignment: https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance */
function distance(one: string, other: string): number {
  const [a, b] = [[...one], [...other]]
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const changed = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = swaps ? rows[i - 2]![j - 2]! + 1 : changed
      row.push(Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, changed, swapped))
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
