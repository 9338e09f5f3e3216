import type { Manner } from './manner.ts'
import type { Gender } from './speller.ts'
import { anyWay, partsOf } from './ways.ts'

/** Times of day as people say them: 14:30, 14.30 Uhr, 14h30, 2:30 pm. A third part (14:30:05) or a score (3:2) is none. */
export function sayTimes(text: string, manner: Manner): string {
  const way = WAYS[manner.base]
  if (way === undefined) return text
  return text.replace(way.pattern, (...found) => {
    const groups = partsOf(found.at(-1))
    const hour = Number(groups['hour'])
    const minute = Number(groups['minute'] ?? 0)
    if (hour > 24 || minute > 59) return found[0] as string
    const number = (value: number, before?: Gender) => manner.say({ whole: `${value}`, decimals: '' }, before)
    return way.say({
      hour,
      minute,
      half: groups['half']?.[0]?.toUpperCase(),
      number,
      language: manner.language,
      isVerse: isVerse(found.at(-2) as string, found.at(-3) as number),
    })
  })
}

function isVerse(text: string, at: number): boolean {
  const [, lead] = /(\p{Lu}\p{L}+) $/u.exec(text.slice(Math.max(0, at - 20), at)) ?? []
  return (
    lead !== undefined && !/^(?:At|By|From|Until|Till|To|Since|Around|About|Before|After|The|It|And|\w+day)$/.test(lead)
  )
}

type Time = {
  readonly hour: number
  readonly minute: number
  /** A or P, where a.m. or p.m. is written. */
  readonly half: string | undefined
  readonly number: (value: number, before?: Gender) => string
  readonly language: string
  /** "Psalm 23:10" looks like a time, but for the name before it. */
  readonly isVerse: boolean
}
type Way = { readonly pattern: RegExp; readonly say: (time: Time) => string }

const FROM = String.raw`(?<![\p{N}\p{L}_]|\p{N}[.,:/-])`
const TO = String.raw`(?![\p{N}]|[:.,/-]\p{N})`
const COLON = String.raw`(?<hour>\d{1,2}):(?<minute>\d{2})`
const S = '[ \u00a0\u202f]?'

function pattern(...ways: readonly string[]): RegExp {
  return new RegExp(FROM + anyWay(ways.map((way) => way + TO)), 'gu')
}

const WAYS: Readonly<Record<string, Way>> = {
  de: {
    pattern: pattern(
      String.raw`(?<hour>\d{1,2})[.:](?<minute>\d{2})${S}Uhr`,
      COLON,
      String.raw`(?<hour>\d{1,2})${S}Uhr`,
    ),
    say: ({ hour, minute, number }) => `${number(hour, 'masculine')} Uhr${minute === 0 ? '' : ` ${number(minute)}`}`,
  },
  en: {
    pattern: pattern(
      String.raw`(?<hour>\d{1,2})(?::(?<minute>\d{2}))?${S}(?<half>[aApP])(?:\.[mM](?:\.(?!\s*$))?|[mM](?!\p{L}))`,
      COLON,
    ),
    say: englishTime,
  },
  es: {
    pattern: pattern(String.raw`${COLON}(?:${S}(?:horas|hs|h)(?!\p{L}))?`, String.raw`(?<hour>\d{1,2})${S}h(?!\p{L})`),
    say: ({ hour, minute, number }) =>
      minute === 0
        ? `${number(hour, 'feminine')} ${hour === 1 ? 'hora' : 'horas'}`
        : `${number(hour, 'feminine')} y ${number(minute)}`,
  },
  fr: {
    pattern: pattern(
      String.raw`(?<hour>\d{1,2})${S}(?:h|:)${S}(?<minute>\d{2})`,
      String.raw`(?<hour>\d{1,2})${S}h(?!\p{L})`,
    ),
    say: ({ hour, minute, number }) =>
      `${number(hour, 'feminine')} heure${hour < 2 ? '' : 's'}${minute === 0 ? '' : ` ${number(minute)}`}`,
  },
  hi: {
    pattern: pattern(`${COLON}(?: बजे)?`),
    say: ({ hour, minute, number }) =>
      minute === 0 ? `${number(hour)} बजे` : `${number(hour)} बजकर ${number(minute)} मिनट`,
  },
  it: {
    pattern: pattern(COLON),
    say: ({ hour, minute, number }) => `${number(hour, 'feminine')}${minute === 0 ? '' : ` e ${number(minute)}`}`,
  },
  ja: {
    pattern: pattern(COLON),
    say: ({ hour, minute, number }) => `${number(hour)}時${minute === 0 ? '' : `${number(minute)}分`}`,
  },
  ko: {
    pattern: pattern(COLON),
    say: ({ hour, minute, number }) => `${number(hour)}시${minute === 0 ? '' : ` ${number(minute)}분`}`,
  },
  nl: {
    pattern: pattern(String.raw`(?<hour>\d{1,2})[.:](?<minute>\d{2})${S}uur`, COLON),
    say: ({ hour, minute, number }) => `${number(hour)} uur${minute === 0 ? '' : ` ${number(minute)}`}`,
  },
  pt: {
    pattern: pattern(
      String.raw`(?<hour>\d{1,2})(?:h|:)(?<minute>\d{2})(?:${S}(?:horas|h|min)(?!\p{L}))?`,
      String.raw`(?<hour>\d{1,2})${S}h(?!\p{L})`,
    ),
    say: ({ hour, minute, number }) =>
      `${number(hour, 'feminine')} hora${hour < 2 ? '' : 's'}${minute === 0 ? '' : ` e ${number(minute)}`}`,
  },
  ru: {
    pattern: pattern(COLON),
    say: ({ hour, minute, language }) =>
      counted(hour, 'hour', language) + (minute === 0 ? '' : ` ${counted(minute, 'minute', language)}`),
  },
  zh: {
    pattern: pattern(COLON),
    say: ({ hour, minute, number }) => `${number(hour)}点${minute === 0 ? '' : `${number(minute)}分`}`,
  },
}

/** By the twelve hours of the clock; a time above 12:59 says which half of the day by itself. */
function englishTime({ hour, minute, half, number, isVerse: isNone }: Time): string {
  if (isNone && half === undefined) return `${number(hour)} ${number(minute)}`
  const twelve = ((hour + 11) % 12) + 1
  const which = half ?? (hour === 0 || hour === 24 ? 'A' : hour > 12 ? 'P' : undefined)
  const minutes = minute === 0 ? '' : minute < 10 ? ` oh ${number(minute)}` : ` ${number(minute)}`
  if (which !== undefined) return `${number(twelve)}${minutes} ${which}M`
  return minute === 0 ? `${number(twelve)} o’clock` : number(twelve) + minutes
}

function counted(value: number, unit: string, language: string): string {
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value)
}
