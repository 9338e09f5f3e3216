/** What ends where a word ends: a sentence, a clause, or nothing. */
export type Mark = 'sentence' | 'clause' | 'none'

/** Quotes and brackets that may follow the mark they close over, German ones too: `He said "no."`, `„Nein.“` */
const CLOSERS = /["'“‘«\p{Pe}\p{Pf}]+$/u

/** Latin, Chinese and Japanese, Arabic, Urdu and Devanagari marks that end a sentence. */
const SENTENCE_END = /[.?!…‥。．｡！？؟۔।॥]$/u

/** Marks that end a clause; a hyphen only where it stands alone. */
const CLAUSE_END = /[,;:、，､；：،؛—–]$|^-+$/u

/** Abbreviations that a name or another word always follows. */
const BEFORE_WORDS = new Set(
  'mr mrs ms dr prof st mt sr sra srta dña mme mlle hr fr dott sig capt sgt lt col gen gov rev vs ca bzw'.split(' '),
)

/** Abbreviations only where a number follows: "No. 5" is one, the answer "No." is not. */
const BEFORE_NUMBERS = new Set('no nr nº núm num n fig vol p pp pág art sec ch'.split(' '))

/** What German ordinals count, among which every date: "3. Mai", "19. Jahrhundert". */
const AFTER_ORDINAL =
  /^(?:Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert|Jh\.)/

/** Tells what ends after `word`, given the word that follows ('' for none). Full stops of abbreviations end nothing. */
export function markAfter(word: string, next: string): Mark {
  const bare = word.replace(CLOSERS, '')
  if (SENTENCE_END.test(bare)) return isAbbreviation(bare, next) ? 'none' : 'sentence'
  return CLAUSE_END.test(bare) ? 'clause' : 'none'
}

function isAbbreviation(word: string, next: string): boolean {
  if (next === '' || !word.endsWith('.')) return false
  const stem = word.slice(0, -1).replace(/^\p{P}+/u, '')
  // "J." is an initial, "U.S." and "e.g." are dotted; "I." far oftener ends a sentence.
  if (/^(?!I$)\p{Lu}$|^\p{L}(\.\p{L})+$/u.test(stem)) return true
  if (/^\p{Nd}{1,2}$/u.test(stem) && AFTER_ORDINAL.test(next)) return true
  // "z. B." and "d. h." come in two words too.
  if (/^\p{Ll}$/u.test(stem) && /^\p{L}\./u.test(next)) return true
  const name = stem.toLowerCase()
  if (BEFORE_WORDS.has(name)) return true
  // Some transcribers break "3.5" into "3." and "5".
  return /^\p{Nd}/u.test(next) && (BEFORE_NUMBERS.has(name) || /\p{Nd}$/u.test(stem))
}
