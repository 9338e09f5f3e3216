/** A number in digits may be so many words when it is spoken out ("2 345 678,90 €"), a sign at most this many, or none. */
const WORDS_OF_A_NUMBER = 16
const WORDS_OF_A_SIGN = 3

/**
 * Whether what was said is the text: the same words in the same order, case, punctuation and spelling variants aside.
 * Digits in one match the words of a number in the other. Of ten words or more, one in ten may differ; none may be added.
 */
export function saysSame(said: string, text: string): boolean {
  const [heard, written] = [wordsOf(said), wordsOf(text)]
  return differences(heard, written) <= Math.floor(written.length / 10)
}

/** Words, lower case; where a script has no spaces, its characters. */
function wordsOf(text: string): string[] {
  const plain = text.normalize('NFKC').toLowerCase().normalize('NFD').replace(/\p{M}/gu, '')
  const joined = plain.normalize('NFC').replace(/(\d)\s(?=\d{3}(?!\d))/g, '$1')
  return joined.match(WORD) ?? []
}

const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\d][\d.,:/]*\d|\d|\p{L}+|[&%$€£¥+=@#°§]/gu

/** The cheapest way from one to the other (Levenshtein 1966, by words), where a number is as long as it needs to be. */
function differences(heard: readonly string[], written: readonly string[]): number {
  const costs = Array.from({ length: heard.length + 1 }, () =>
    Array.from({ length: written.length + 1 }, () => Number.POSITIVE_INFINITY),
  )
  costs[0]![0] = 0
  const reach = (h: number, w: number, cost: number) => {
    const row = costs[h]
    if (row !== undefined && w < row.length && cost < row[w]!) row[w] = cost
  }
  for (let h = 0; h <= heard.length; h++) {
    for (let w = 0; w <= written.length; w++) {
      const cost = costs[h]![w]!
      const [one, other] = [heard[h], written[w]]
      reach(h + 1, w, cost + ADDED)
      reach(h, w + 1, cost + 1)
      if (one !== undefined && other !== undefined) reach(h + 1, w + 1, cost + (isAlike(one, other) ? 0 : 1))
      for (const n of spokenLengths(one, written.slice(w))) reach(h + 1, w + n, cost)
      for (const n of spokenLengths(other, heard.slice(h))) reach(h + n, w + 1, cost)
    }
  }
  return costs[heard.length]![written.length]!
}

/** How many words of the other side it may be; none where it is a word itself. A number has to be there in some form. */
function spokenLengths(word: string | undefined, others: readonly string[]): readonly number[] {
  if (word === undefined || /^\p{L}/u.test(word)) return []
  // 25 is not 26, whatever the words around.
  const next = others.findIndex((other) => isNumber(other))
  const most = Math.min(next < 0 ? others.length : next, isNumber(word) ? WORDS_OF_A_NUMBER : WORDS_OF_A_SIGN)
  const lengths = Array.from({ length: most + 1 }, (_, at) => at)
  return isNumber(word) ? lengths.slice(1) : lengths
}

/** "Sure, here it is:" is never a slip of the tongue. */
const ADDED = 1_000

function isNumber(word: string): boolean {
  return /^\d/.test(word)
}

/** OK and okay, colour and color: at most half of the letters differ. Numbers are the same or not. */
function isAlike(one: string, other: string): boolean {
  if (one === other) return true
  if (isNumber(one) || isNumber(other)) return digits(one) === digits(other)
  const longer = Math.max(one.length, other.length)
  return longer > 2 && lettersApart(one, other) <= longer / 2
}

function digits(word: string): string {
  return word.replace(/[^\p{L}\d]/gu, '')
}

function lettersApart(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [down, letter] of [...one].entries()) {
    const next = [down + 1]
    for (let at = 1; at <= other.length; at++) {
      const kept = row[at - 1]! + (letter === other[at - 1] ? 0 : 1)
      next.push(Math.min(kept, row[at]! + 1, next[at - 1]! + 1))
    }
    row = next
  }
  return row.at(-1)!
}
