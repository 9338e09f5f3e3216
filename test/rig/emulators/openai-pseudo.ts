import { createHash } from 'node:crypto'
import { seeded } from './misbehaviour.ts'
import type { LinesAsked } from './openai-document.ts'

/** What a line is translated with. */
export type PseudoOptions = {
  /** BCP-47. */
  readonly to: string
  readonly glossary: LinesAsked['glossary']
  /** Characters that it should not exceed; it is kept to as well as a translator keeps to it. */
  readonly characters?: number | undefined
}

/**
 * A line as nobody would say it, but in the script of the language, about as long as a translation, and with what has to
 * be kept: numbers, placeholders, tags, addresses, glossary terms. The same line is always translated in the same way.
 */
export function pseudoTranslation(text: string, { to, glossary, characters }: PseudoOptions): string {
  const script = scriptOf(to)
  const scale = scaleOf(text, script, characters)
  return partsOf(text, glossary)
    .map((part) => (part.kept === undefined ? translated(part.text, { to, script, scale }) : part.kept))
    .join('')
}

type Manner = { readonly to: string; readonly script: string; readonly scale: number }
type Part = { readonly text: string; readonly kept?: string }

/** Characters of a translation for one of an English text, roughly. */
const EXPANSION: { readonly [script: string]: number } = {
  Hans: 0.35,
  Hant: 0.35,
  Jpan: 0.45,
  Kore: 0.5,
  Arab: 0.85,
  Hebr: 0.8,
  Thai: 0.9,
}
const SYLLABLES: { readonly [script: string]: string } = {
  Latn: 'la re mi to sa ne do ri ca ve lu no pe ti ma so ta li ren dor an es val quin',
  Cyrl: 'ла ре ми то са не до ри ка ве лу но пе ти ма со та ли рен дор ан ес',
  Grek: 'λα ρε μι το σα νε δο ρι κα βε λου νο πε τι μα σο τα λι ρεν δορ',
  Arab: 'لا ري مي تو سا ني دو ر ك و ن ب ت م س ل ف ق',
  Hebr: 'לא רי מי תו סא ני דו ר כ ו נ ב ת מ ס ל פ ק',
  Deva: 'ला रे मी तो सा ने दो री का वे लु नो पे ती मा सो',
  Beng: 'লা রে মি তো সা নে দো রি কা বে লু নো পে তি মা সো',
  Taml: 'லா ரே மி தோ சா நே தோ ரி கா வே லு நோ பே தி மா சோ',
  Telu: 'లా రే మి తో సా నే దో రి కా వే లు నో పే తి మా సో',
  Knda: 'ಲಾ ರೇ ಮಿ ತೋ ಸಾ ನೇ ದೋ ರಿ ಕಾ ವೇ ಲು ನೋ ಪೇ ತಿ ಮಾ ಸೋ',
  Thai: 'ลา เร มี โท สา เน โด รี กา เว ลู โน เป ตี มา โส',
  Geor: 'ლა რე მი ტო სა ნე დო რი კა ვე ლუ ნო პე ტი მა სო',
  Armn: 'լա րե մի տո սա նե դո րի կա վե լու նո պե տի մա սո',
  Jpan: 'の に は を た が で て と し れ さ い る 日 本 人 大 今 時',
  Hans: '的 一 是 不 了 人 我 在 有 他 这 中 大 来 上 国 个 到 说 们',
  Hant: '的 一 是 不 了 人 我 在 有 他 這 中 大 來 上 國 個 到 說 們',
  Kore: '가 나 다 라 마 바 사 아 자 하 고 노 도 로 모 는 을 에 지 니',
}
const DENSE_MARKS: { readonly [mark: string]: string } = { ',': '、', '.': '。', '?': '？', '!': '！' }
const LATIN_MARKS: { readonly [mark: string]: string } = { '、': ', ', '。': '.', '？': '?', '！': '!' }
const UNSPACED = new Set(['Jpan', 'Hans', 'Hant'])
/** Written without spaces, and with about a third as many characters as English. */
const DENSE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u
const PIECE_OF_DENSE = 2
const KEPT = new RegExp(
  [
    String.raw`https?:\/\/[^\s<>"]+|\bwww\.[^\s<>"]+`,
    String.raw`\$?\{{1,2}[^{}\n]+\}{1,2}`,
    String.raw`<[^<>\n]*>`,
    String.raw`%(?:\d+\$|\(\w+\))?[sdif@](?![\p{L}\d])`,
    String.raw`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`,
    String.raw`\d+(?:[.,:/]\d+)*%?`,
  ].join('|'),
)

function scriptOf(language: string): string {
  const script = new Intl.Locale(language).maximize().script ?? 'Latn'
  return script in SYLLABLES ? script : 'Latn'
}

function scaleOf(text: string, script: string, characters: number | undefined): number {
  const natural = EXPANSION[script] ?? 1.1
  if (characters === undefined || text === '') return natural
  const dense = [...text].filter((character) => DENSE.test(character)).length
  const length = [...text].length + dense * (1 / EXPANSION['Hans']! - 1)
  return Math.min(natural, Math.max(0.3 * natural, characters / length))
}

function partsOf(text: string, glossary: PseudoOptions['glossary']): Part[] {
  const terms = glossary.toSorted((one, other) => other.term.length - one.term.length)
  const patterns = terms.map(({ term }) => `${edge(term.at(0), '<!')}${escaped(term)}${edge(term.at(-1), '!')}`)
  const pattern = new RegExp([...patterns, KEPT.source].join('|'), 'giu')
  const parts: Part[] = []
  let at = 0
  for (const match of text.matchAll(pattern)) {
    const [found] = match
    parts.push({ text: text.slice(at, match.index) })
    const term = terms.find((entry) => entry.term.toLowerCase() === found.toLowerCase())
    parts.push({ text: found, kept: term?.translation ?? found })
    at = match.index + found.length
  }
  return [...parts, { text: text.slice(at) }].filter((part) => part.text !== '')
}

/** A term is a whole word, but where words are written without spaces. */
function edge(character: string | undefined, look: '<!' | '!'): string {
  return character === undefined || DENSE.test(character) ? '' : String.raw`(?${look}[\p{L}\p{M}\p{N}_])`
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

function translated(text: string, manner: Manner): string {
  const words = text.replace(/[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*/gu, (word) =>
    piecesOf(word)
      .map((piece) => pseudoWord(piece, manner))
      .join(UNSPACED.has(manner.script) || !DENSE.test(word) ? '' : ' '),
  )
  if (!UNSPACED.has(manner.script)) return words.replace(/[、。？！]/g, (mark) => LATIN_MARKS[mark] ?? mark)
  return words.replace(/(?<=\S) (?=\S)/g, '').replace(/[,.?!]/g, (mark) => DENSE_MARKS[mark] ?? mark)
}

function piecesOf(word: string): string[] {
  if (!DENSE.test(word)) return [word]
  return word.match(new RegExp(`.{1,${PIECE_OF_DENSE}}`, 'gu')) ?? []
}

function pseudoWord(word: string, { to, script, scale }: Manner): string {
  const syllables = SYLLABLES[script]!.split(' ')
  const digest = createHash('sha256').update(`${to}\0${word.toLowerCase()}`).digest()
  const random = seeded(digest.readUInt32LE())
  const length = [...word].length * (DENSE.test(word) ? scale / EXPANSION['Hans']! : scale)
  let answer = ''
  do answer += syllables[Math.floor(random() * syllables.length)]
  while (answer.length < Math.round(length))
  const isCapital = /^\p{Lu}/u.test(word)
  const cut = script === 'Latn' || script === 'Cyrl' ? answer.slice(0, Math.max(1, Math.round(length))) : answer
  return isCapital ? cut.charAt(0).toUpperCase() + cut.slice(1) : cut
}
