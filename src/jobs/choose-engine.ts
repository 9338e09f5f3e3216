import type { ENGINES, EngineName } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { EngineProviders, Shop } from './shop.ts'

export type Engine = EngineProviders & {
  readonly name: EngineName
  /** What a person should know about the choice. */
  readonly notice: string | undefined
}

/** Who does a trade instead of the engine's own provider, by id. */
export type Instead = {
  readonly transcriber?: string | undefined
  readonly translator?: string | undefined
  readonly synthesizer?: string | undefined
}

/**
 * `auto` is cloud when its keys are there and offline when there are none. A trade that is given to somebody else needs no
 * key of the engine's.
 * @throws {Failure} `auth`, naming the missing key, when only some are there; `usage`, where this version has no such engine.
 */
export function chooseEngine(
  asked: (typeof ENGINES)[number],
  { keys, engines }: Pick<Shop, 'keys' | 'engines'>,
  instead: Instead = {},
): Engine {
  const name = asked === 'auto' ? automaticEngine(keys, instead) : asked
  const providers = engines[name]
  if (!providers) {
    throw new Failure('usage', `The ${name} engine is not part of this version of ytdub.`, {
      hint: `Use --engine ${Object.keys(engines).join(' or --engine ')}.`,
    })
  }
  return {
    name,
    transcriber: instead.transcriber ?? providers.transcriber,
    translator: instead.translator ?? providers.translator,
    synthesizers: instead.synthesizer === undefined ? providers.synthesizers : [instead.synthesizer],
    notice: name === 'offline' ? draftNotice(asked) : undefined,
  }
}

/** Which vendors' keys are set. */
export function keysIn(settings: {
  readonly deepgramApiKey?: string | undefined
  readonly openaiApiKey?: string | undefined
}): Shop['keys'] {
  return { deepgram: settings.deepgramApiKey !== undefined, openai: settings.openaiApiKey !== undefined }
}

/** What `auto` comes to. @throws {Failure} `auth`, naming the missing key, when only some are there. */
export function automaticEngine(keys: Shop['keys'], { transcriber, translator, synthesizer }: Instead): EngineName {
  const hearsAndSpeaks = transcriber !== undefined && synthesizer !== undefined
  const needed = [
    ...(hearsAndSpeaks ? [] : [{ variable: 'DEEPGRAM_API_KEY', there: keys.deepgram }]),
    ...(translator === undefined ? [{ variable: 'OPENAI_API_KEY', there: keys.openai }] : []),
  ]
  const found = needed.find(({ there }) => there)
  const missing = needed.find(({ there }) => !there)
  if (found && !missing) return 'cloud'
  if (!found || !missing) return 'offline'
  throw new Failure('auth', `${missing.variable} is missing: the cloud engine needs it beside ${found.variable}.`, {
    hint: `Set ${missing.variable}, or dub in draft quality without keys: --engine offline`,
  })
}

/** What a person should know who gets the offline engine. */
export function draftNotice(asked: (typeof ENGINES)[number]): string {
  const why = asked === 'auto' ? 'offline: no keys are set, see ytdub init' : 'offline engine'
  return `Draft quality (${why}): expect wrong words and a robot's voice.`
}
