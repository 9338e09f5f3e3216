import type { Clock } from '../../clock.ts'
import { LANGUAGES, nameOf } from '../../dub/language.ts'
import { ENGINES } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import type { PlannedRequest, RequestWish } from '../plan-request.ts'
import type { Refusal } from './refusal.ts'

/** Says which languages of a wish cannot be served; with `anyEngine`, by none of the engines, whichever it will be. */
export type Unserved = (wish: RequestWish, anyEngine?: boolean) => Promise<Refusal | undefined>

type Desk = { readonly plan: (wish: RequestWish) => Promise<PlannedRequest>; readonly clock: Pick<Clock, 'now'> }

/** Milliseconds for which it is taken to be so: what is installed, or which keys are there, changes seldom. */
const HOLDS = 60_000
/** Answers that are remembered at most. */
const MOST = 2000

/** Finds the languages that cannot be served before anything is uploaded for them, and tells those that can. */
export function unservedFinder({ plan, clock }: Desk): Unserved {
  const known = new Map<string, { readonly why: Promise<string | undefined>; readonly until: number }>()
  const remembered = (wish: RequestWish, language: string): Promise<string | undefined> => {
    const key = JSON.stringify([wish.engine, wish.from, language])
    const before = known.get(key)
    if (before && before.until > clock.now()) return before.why
    if (known.size >= MOST) known.clear()
    const why = whyNot({ ...wish, languages: [language], voices: [], glossary: [] }, plan)
    known.set(key, { why, until: clock.now() + HOLDS })
    return why
  }
  return async (wish, anyEngine = false) => {
    const engines = anyEngine ? ENGINES : [wish.engine]
    const why = async (language: string): Promise<string | undefined> => {
      let first: string | undefined
      for (const engine of engines) {
        const reason = await remembered({ ...wish, engine }, language)
        if (reason === undefined) return undefined
        first ??= reason
      }
      return first
    }
    const details: { readonly field: string; readonly message: string }[] = []
    for (const [index, language] of wish.languages.entries()) {
      const reason = await why(language)
      if (reason !== undefined) details.push({ field: `languages.${index}`, message: reason })
    }
    return details.length === 0 ? undefined : refusalOf(wish, details, await servedOf(why))
  }
}

/** @returns why a wish cannot be served; undefined where it can, or where that cannot be known now. */
async function whyNot(wish: RequestWish, plan: Desk['plan']): Promise<string | undefined> {
  try {
    await plan(wish)
    return undefined
  } catch (error) {
    const { code, message } = Failure.from(error)
    // By which flag it is said is of use to who types a command, and to nobody who asks a service.
    return code === 'input' || code === 'usage' ? message.replaceAll(/ \(--[^)]*\)/g, '') : undefined
  }
}

async function servedOf(why: (language: string) => Promise<string | undefined>): Promise<readonly string[]> {
  const all = await Promise.all(LANGUAGES.map(async ({ code }) => ((await why(code)) === undefined ? [code] : [])))
  return all.flat()
}

type Details = readonly { readonly field: string; readonly message: string }[]

function refusalOf({ languages }: RequestWish, details: Details, served: readonly string[]): Refusal {
  const named = details.map(({ field }) => languages[Number(field.split('.')[1])] ?? field)
  const into = named.map((tag) => `${nameOf(tag)} (${tag})`).join(', ')
  const instead = served.length === 0 ? 'It serves no language that way.' : `It serves: ${served.join(', ')}.`
  const reasons = [...new Set(details.map(({ message }) => message))].join(' ')
  return { refused: 'validation', message: `The service cannot dub this into ${into}. ${instead} ${reasons}`, details }
}
