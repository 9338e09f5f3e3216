/** `&`, `+`, `=`, `×`, `#`, `@` and `/` between words and numbers, by their names; in code-like text (`C++`, `a=b`) they are left. */
export function saySymbols(text: string, base: string): string {
  const names = SYMBOLS[base]
  if (names === undefined) return text
  const { and, plus, equals, times, number, at, slash } = names
  return text
    .replace(/(?<=[\p{L}\p{N}.,)!?])(?: & |&(?=\p{Lu}))(?=[\p{L}\p{N}])/gu, ` ${and} `)
    .replace(/(?<=[\p{L}\p{N})]) \+ (?=[\p{L}\p{N}(])/gu, ` ${plus} `)
    .replace(/(?<=[\p{L}\p{N})]) = (?=[\p{L}\p{N}(−-])/gu, ` ${equals} `)
    .replace(/(?<=\p{N}) ?× ?(?=\p{N})/gu, ` ${times} `)
    .replace(/(?<![\p{L}\p{N}#&])#(?=\p{N})/gu, `${number} `)
    .replace(/(?<![\p{L}\p{N}#&])#(?=\p{L})/gu, 'hashtag ')
    .replace(/(?<![\p{L}\p{N}@])@ ?(?=\p{L})/gu, `${at} `)
    .replace(/(?<=(?<![\p{L}\p{N}/.])\p{L}{2,})\/(?=\p{L}{2,}(?![\p{L}\p{N}/]))/gu, ` ${slash} `)
}

/** E-mail and web addresses as they are read out: "info at example dot com". What follows a `?` or `#` is dropped. */
export function sayAddresses(text: string, base: string): string {
  const names = SYMBOLS[base]
  if (names === undefined) return text
  const { at, dot, slash } = names
  const dotted = (address: string) => address.replaceAll('.', ` ${dot} `).replaceAll('/', ` ${slash} `)
  return text
    .replace(EMAIL, (address: string) => dotted(address).replace('@', ` ${at} `))
    .replace(WEB, (_, address: string) =>
      dotted(
        address
          .replace(/[?#].*$/, '')
          .replace(/\/+$/, '')
          .replaceAll('//', '/'),
      ),
    )
}

const EMAIL = /(?<![\w.@+-])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(?![\w@-])/g
const REST = String.raw`(?:\/[\w\-.~%/?#=&+]*[\w~%/=])?`
const WEB = new RegExp(
  String.raw`(?<![\w.@/-])(?:(?:https?:\/\/(?:www\.)?|www\.)(?=[a-z0-9])|(?=[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|org|net|edu|gov|dev|info)(?![\w-])))([a-z0-9-]+(?:\.[a-z0-9-]+)+${REST})\/?`,
  'g',
)

type Names = {
  readonly and: string
  readonly plus: string
  readonly equals: string
  readonly times: string
  /** What `#` before a number is called. */
  readonly number: string
  readonly at: string
  readonly dot: string
  readonly slash: string
}

const NAMES = ['and', 'plus', 'equals', 'times', 'number', 'at', 'dot', 'slash'] as const

function names(words: string): Names {
  const said = words.split('|')
  return Object.fromEntries(NAMES.map((name, index) => [name, said[index]!])) as Names
}

const SYMBOLS: Readonly<Record<string, Names>> = {
  ar: names('و|زائد|يساوي|في|رقم|آت|نقطة|شرطة مائلة'),
  ca: names('i|més|és igual a|per|número|arrova|punt|barra'),
  de: names('und|plus|gleich|mal|Nummer|at|Punkt|Schrägstrich'),
  en: names('and|plus|equals|times|number|at|dot|slash'),
  eo: names('kaj|plus|egalas|oble|numero|ĉe|punkto|streko'),
  es: names('y|más|igual a|por|número|arroba|punto|barra'),
  fr: names('et|plus|égale|fois|numéro|arobase|point|slash'),
  hi: names('और|जमा|बराबर|गुणा|नंबर|ऐट|डॉट|स्लैश'),
  it: names('e|più|uguale|per|numero|chiocciola|punto|barra'),
  ja: names('アンド|たす|は|かける|ナンバー|アットマーク|ドット|スラッシュ'),
  ko: names('앤드|더하기|는|곱하기|넘버|골뱅이|닷|슬래시'),
  nl: names('en|plus|is|keer|nummer|apenstaartje|punt|schuine streep'),
  pt: names('e|mais|é igual a|vezes|número|arroba|ponto|barra'),
  ru: names('и|плюс|равно|на|номер|собака|точка|слэш'),
  zh: names('和|加|等于|乘|号码|艾特|点|斜杠'),
}
