/** A place where a text may be parted, by its index, and what it costs: the ends of sentences nothing, words most. */
type Place = { readonly at: number; readonly rank: number }

/** A better place is worth parts this much less even, as a share of the longest part, for each rank. */
const WORTH = 0.2

/** What one part more than needed costs: a call, and a seam that may be heard. */
const EXTRA = 0.25

/** Sentence ends, then clause marks, then spaces and words, then what must not be parted but for want of anything else. */
const SENTENCE = /[.?!…‥。．｡！？؟۔।॥]["'”’»)\]）」』]*$/u
const CLAUSE = /[,;:、，､；：،؛—–]["'”’»)\]）」』]*$/u

/** Full stops that end nothing: initials and short titles. */
const ABBREVIATION =
  /(?:^|[\s(])(?:\p{Lu}|Mrs?|Ms|Dr|Dra|Prof|St|Sr|Sra|Srta|Mme|Mlle|No|Nr|vs|ca|bzw|z|d|dott|sig)\.$/u

/**
 * Parts a text (BCP-47) for a synthesizer that takes at most `longest` characters (UTF-16 units, the largest count that
 * any vendor could mean): as few parts as that allows, about even, ended at sentences, else at clause marks, else between
 * words, and inside a word or number only where it is longer by itself; never inside a grapheme. Joined they are the
 * text again, but for spaces. A text without any sound to it gives no parts.
 */
export function clauses(text: string, longest: number, language: string): string[] {
  const whole = text.trim()
  if (whole === '') return []
  if (whole.length <= longest) return [whole]
  const places = placesIn(whole, longest, language)
  const parts: string[] = []
  let from = 0
  while (whole.length - from > longest) {
    const at = placeToPart(places, { from, size: whole.length - from, longest })
    parts.push(whole.slice(from, at).trimEnd())
    from = at + (/^\s*/u.exec(whole.slice(at))?.[0].length ?? 0)
  }
  return [...parts, whole.slice(from)].filter((part) => part !== '')
}

/** The place nearest to an even part, better ranks preferred; one that leaves more parts than needed costs as much as a worse rank. */
function placeToPart(
  places: readonly Place[],
  { from, size, longest }: { from: number; size: number; longest: number },
): number {
  const needed = size - longest * (Math.ceil(size / longest) - 1)
  const even = size / Math.ceil(size / longest)
  const within = places.filter(({ at }) => at > from && at - from <= longest)
  const cost = ({ at, rank }: Place) =>
    Math.abs(at - from - even) / longest + rank * WORTH + (at - from < needed ? EXTRA : 0)
  const best = within.reduce<Place | undefined>(
    (one, other) => (one === undefined || cost(other) < cost(one) ? other : one),
    undefined,
  )
  return best?.at ?? from + longest
}

function placesIn(text: string, longest: number, language: string): Place[] {
  const segments = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(text)]
  const places: Place[] = []
  let from = 0
  for (const { index, segment } of segments) {
    if (index > 0 && mayPart(text, index)) {
      places.push(...insideOf(text.slice(from, index), from, longest), {
        at: index,
        rank: rankOf(text.slice(0, index)),
      })
      from = index
    }
    if (index + segment.length === text.length) places.push(...insideOf(text.slice(from), from, longest))
  }
  return places
}

/** Between words, at spaces and behind marks; never inside numbers, addresses and hyphened words, or before a mark. */
function mayPart(text: string, at: number): boolean {
  const [before, after] = [text.slice(Math.max(0, at - 2), at), text.slice(at, at + 2)]
  if (/^\s/u.test(after)) return false
  if (/\s$/u.test(before))
    return !/^[\p{Pe}\p{Pf}.,;:!?…%‰€)]/u.test(after) && !(/\p{N}\s$/u.test(before) && /^\p{N}/u.test(after))
  if (!UNSPACED.test(before.slice(-1)) && !UNSPACED.test(after)) return false
  return (
    !/^[\p{P}\p{M}\p{S}ーぁぃぅぇぉっゃゅょァィゥェォッャュョ]/u.test(after) && !/[\p{Ps}\p{Pi}\p{N}.,]$/u.test(before)
  )
}

const UNSPACED =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3000-\u303f\uff01-\uff65]/u

function rankOf(before: string): number {
  const said = before.slice(-30).trimEnd()
  if (SENTENCE.test(said)) return ABBREVIATION.test(said) ? 2 : 0
  return CLAUSE.test(said) ? 1 : 2
}

/** What is longer than a part by itself comes apart between graphemes. */
function insideOf(piece: string, from: number, longest: number): Place[] {
  if (piece.trimEnd().length <= longest) return []
  return [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(piece)].map(({ index }) => ({
    at: from + index,
    rank: 20,
  }))
}
