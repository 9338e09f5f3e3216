import { baseOf } from '../dub/language.ts'
import { type Mark, markAfter } from './marks.ts'

/** What parts two words: a mark, the beginning of another clause without one, nothing, or less than that. */
export type Parting = Mark | 'phrase' | 'leaning'

/** For each language the words that begin a clause, and, behind the bar, others that lean on the word after them. */
const FORWARD = {
  ar: 'التي الذي الذين أن إن أو ثم لكن لأن عندما إذا حتى | في من إلى على عن مع هذا هذه ذلك تلك لا ما لم لن كل بين بعد قبل عند قد كان يا',
  ca: 'i o que si com però quan perquè on | el la els les un una uns unes de del dels a al als en amb per no es em et',
  de: 'und oder aber dass weil wenn als wie wo ob denn sondern | der die das den dem des ein eine einen einem einer eines zu zum zur in im an am auf aus bei beim mit nach seit von vom vor für um über unter bis durch gegen ohne nicht sehr kein keine mein dein sein ihr ich du er wir',
  en: "and or but if as that than who which when where while because so | the a an of to in on at by for from with into about these this those my your his her its our their i you he she it we they is are was were be have has had will would can could should may might must do does did ever never not no very i'm you're it's",
  eo: 'kaj aŭ sed ke se ĉar kiam kiu kie | la de da al en el por pri kun sen sur sub ĉe ĝis inter mi vi li ŝi ĝi ni ili ne tre',
  es: 'y e o u que si como pero porque cuando donde aunque ni | el la los las lo un una unos unas de del a al en con por para sin sobre entre hasta desde no se me te le nos mi tu su sus muy más ha han he hemos había habían',
  fr: 'et ou que qui si mais comme quand où car parce ni | le la les un une des du de à au aux en dans par pour sur sous avec sans chez entre ne se me te je tu il elle on nous vous ils elles ce cet cette ces mon ton son ma ta sa mes tes ses leur très plus ai as ont avait est sont',
  hi: 'और कि जो लेकिन मगर क्योंकि जब तब तो या अगर | एक न नहीं यह वह ये वे इस उस इन उन मैं हम तुम आप बहुत कई मेरा मेरी मेरे अपना अपनी अपने',
  it: 'e ed o che se ma come quando dove perché né | il lo la i gli le un uno una di a da in con su per tra fra del dello della dei degli delle al allo alla ai agli alle dal dalla nel nella nei nelle sul sulla non si mi ti ci vi mio tuo suo più molto è ha hanno ho aveva',
  ko: '그리고 그래서 하지만 그러나 그런데 왜냐하면 | 이 그 저 한 두 세 네 안 못 더 잘 또 및 다 매우 아주 제 내 우리',
  nl: 'en of maar dat die als omdat toen want wie waar | de het een om te in op aan van voor met bij naar uit tot over door na zonder niet geen heel mijn jouw zijn haar ons ik je jij hij zij ze wij we',
  pt: 'e ou que se mas como quando onde porque nem | o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela para com sem sobre entre até não me te lhe meu seu sua muito mais ao à aos às',
  ru: 'и а но или что чтобы если как когда где потому который которая которое которые | в во на с со к ко о об от до из у за по под над при для без через между не ни это я ты он она мы вы они мой твой его её их наш ваш очень',
  zh: '但 但是 可是 所以 因为 因為 如果 而且 而 并且 並且 以及 或者 和 与 與 | 在 从 從 把 被 对 對 向 很 不 没 沒 也 都 就 是 这 這 那 一 更 最 以 为 為 给 給 让 讓 将 將 跟 我 你 他 她',
}

/** Postpositions, auxiliaries and particles, which lean on the word before them. */
const BACK = {
  hi: 'का के की को से में पर ने तक है हैं था थी थे हूँ हो ही भी जी वाला वाले वाली गया गए गई रहा रहे रही चुका चुके चुकी सकता सकते सकती लिए बाद साथ',
  zh: '的 地 得 了 着 著 过 過 吗 嗎 吧 呢 啊 呀 嘛 们 們 上 下 里 裡 中 内 內 个 個 年 月 日',
}

const CLAUSE_STARTS = sets(FORWARD, (words) => words.split(' | ')[0]!)
const LEAN_FORWARD = sets(FORWARD, (words) => words.replace(' |', ''))
const LEAN_BACK = sets(BACK, (words) => words)

/** Korean nouns that say nothing alone, with their particles, and verbs that end another. */
const KOREAN_BACK =
  /^(?:수|것|거|게|건|걸|때|뿐|줄|적|데|중|채|듯|만큼|대로|동안|정도|등|때문)(?:은|는|이|가|을|를|도|만|에|로|의|으로|에는|까지|부터|입니다|이다)?\P{L}*$|^(?:있|없|않|싶)/u

/** Korean verbs that go on with another clause. */
const KOREAN_CLAUSE = /\p{L}(?:고|며|면|면서|지만|는데|은데|니까|어서|아서|려고)$/u

/**
 * Tells what parts two neighbouring words (`language` is BCP-47). Words lean on each other as an article on its noun, a
 * noun on its postposition, Japanese kana on the word before them, a number on what it counts, a title or a first name
 * on the name after it.
 */
export function partingOf(before: string, next: string, language: string): Parting {
  const mark = markAfter(before, next)
  if (mark !== 'none') return mark
  const base = baseOf(language)
  if (isNumberOrTitle(before, next)) return 'leaning'
  if (base === 'ja') return isOneJapanesePhrase(before, next) ? 'leaning' : 'none'
  if (base === 'ko' && KOREAN_BACK.test(next)) return 'leaning'
  if (base === 'ko' && KOREAN_CLAUSE.test(before)) return 'phrase'
  const [left, right] = [bareOf(before), bareOf(next)]
  if (LEAN_FORWARD[base]?.has(left) || LEAN_BACK[base]?.has(right)) return 'leaning'
  // German nouns have capitals too.
  if (base !== 'de' && /^\p{Lu}[\p{Ll}’'-]+$/u.test(before) && /^\p{Lu}/u.test(next)) return 'leaning'
  return CLAUSE_STARTS[base]?.has(right) ? 'phrase' : 'none'
}

/** "10 people", "1,234만 원", "5월 3일", "12時30分", "No. 5", "Mr. Smith". */
function isNumberOrTitle(before: string, next: string): boolean {
  return /\p{Nd}[만천백억万萬億亿千百]?$|\p{L}\.$/u.test(before) || (/\p{Nd}/u.test(before) && /^\p{Nd}/u.test(next))
}

/** Phrases end with kana and begin with kanji, katakana or letters; what begins with kana is mostly an ending. */
function isOneJapanesePhrase(before: string, next: string): boolean {
  return /^\p{Script=Hiragana}/u.test(next) || !/\p{Script=Hiragana}$/u.test(before)
}

function bareOf(word: string): string {
  return word
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '')
}

function sets(
  table: Readonly<Record<string, string>>,
  pick: (words: string) => string,
): Partial<Record<string, ReadonlySet<string>>> {
  return Object.fromEntries(
    Object.entries(table).map(([language, words]) => [language, new Set(pick(words).split(' '))]),
  )
}
