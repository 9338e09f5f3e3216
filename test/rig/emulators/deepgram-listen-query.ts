import { BOOLEAN, isOn, NUMBER, type Parameters, refuseQuery, TEXT } from './deepgram-query.ts'
import { badQuery, badRequest, noSuchModel, refusal } from './deepgram-refusals.ts'
import type { Answer } from './faults.ts'

const PARAMETERS: Parameters = {
  model: { is: TEXT },
  language: { is: /^(?:multi|[a-z]{2,3}(?:-[A-Za-z0-9]{2,4})?)$/ },
  detect_language: { is: /^(?:true|false|[a-z]{2})$/, many: true },
  diarize: { is: BOOLEAN },
  diarize_model: { is: /^(?:latest|v1|v2)$/ },
  keyterm: { is: TEXT, many: true },
  keywords: { is: TEXT, many: true },
  punctuate: { is: BOOLEAN },
  smart_format: { is: BOOLEAN },
  paragraphs: { is: BOOLEAN },
  utterances: { is: BOOLEAN },
  utt_split: { is: NUMBER },
  numerals: { is: BOOLEAN },
  filler_words: { is: BOOLEAN },
  profanity_filter: { is: BOOLEAN },
  measurements: { is: BOOLEAN },
  dictation: { is: BOOLEAN },
  multichannel: { is: BOOLEAN },
  version: { is: TEXT },
  tag: { is: /^.{1,128}$/s, many: true },
  extra: { is: /^[^:]+:/, many: true },
  mip_opt_out: { is: BOOLEAN },
}

const NOVA_3 = /^nova-3(?:-(?:general|medical|pharma))?$/
const OTHER_MODELS = /^(?:nova-2(?:-[a-z]+)?|enhanced|base|whisper(?:-[a-z]+)?)$/

/** What nova-3 hears (docs of 2026-07), regions apart. */
const LANGUAGES = new Set(
  `en es fr de it pt nl sv da no id tr bg cs fi hi hu ja ko pl ru uk vi ca et el lv lt ms ro sk be bn bs hr kn mk mr sr
   sl ta tl te zh th`.split(/\s+/),
)
const REGIONS = new Set(
  `en-US en-GB en-AU en-IN en-NZ es-419 fr-CA pt-BR pt-PT nl-BE de-CH da-DK sv-SE ko-KR th-TH zh-HK zh-CN zh-TW zh-Hans
   zh-Hant`.split(/\s+/),
)
const DETECTED = new Set('es en hi ja ru uk sv zh pt nl tr fr de id ko it'.split(' '))
const MOST_KEYTERM_TOKENS = 500
/** A guess at the vendor's tokens, on the careful side for Latin letters. */
const CHARACTERS_PER_TOKEN = 4

/** Refuses a transcription by its query, as Deepgram does. */
export function refuseListenQuery(query: URLSearchParams): Answer | undefined {
  return refuseQuery(query, PARAMETERS) ?? refuseModel(query) ?? refuseLanguage(query) ?? refuseCombination(query)
}

/** The model that a query means. */
export function listenModelOf(query: URLSearchParams): string {
  return query.get('model') ?? 'base'
}

function refuseModel(query: URLSearchParams): Answer | undefined {
  const model = listenModelOf(query)
  if (NOVA_3.test(model) || OTHER_MODELS.test(model)) return undefined
  return refusal(403, 'INSUFFICIENT_PERMISSIONS', 'Project does not have access to the requested model.')
}

function refuseLanguage(query: URLSearchParams): Answer | undefined {
  const language = query.get('language')
  const detected = query.getAll('detect_language')
  if (detected.some((each) => !BOOLEAN.test(each) && !DETECTED.has(each))) return noSuchModel()
  if (detected.length > 1 && detected.some((each) => BOOLEAN.test(each))) {
    return badQuery('Invalid `detect_language`: either a boolean or languages.')
  }
  if (language === null || language === 'multi' || !NOVA_3.test(listenModelOf(query))) return undefined
  return LANGUAGES.has(language) || REGIONS.has(language) ? undefined : noSuchModel()
}

function refuseCombination(query: URLSearchParams): Answer | undefined {
  const isNova3 = NOVA_3.test(listenModelOf(query))
  if (query.has('diarize') && query.has('diarize_model')) {
    return badQuery('`diarize` and `diarize_model` cannot be used together.')
  }
  if (query.has('keywords') && isNova3) return badRequest('Keywords are not supported for Nova-3. Use keyterm instead.')
  if (query.has('keyterm') && !isNova3) return badRequest('Keyterm prompting is only supported by Nova-3.')
  if (tokensOf(query.getAll('keyterm')) > MOST_KEYTERM_TOKENS) {
    return badRequest(
      `Keyterm limit exceeded. The maximum number of tokens across all keyterms is ${MOST_KEYTERM_TOKENS}.`,
    )
  }
  if (query.has('utt_split') && !isOn(query, 'utterances')) return badQuery('`utt_split` requires `utterances`.')
  return undefined
}

function tokensOf(terms: readonly string[]): number {
  const words = terms.flatMap((term) => term.trim().split(/\s+/))
  return words.reduce((sum, word) => sum + Math.ceil(word.length / CHARACTERS_PER_TOKEN), 0)
}
