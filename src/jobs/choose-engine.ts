import type { ENGINES, EngineName } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { EngineProviders, Shop } from './shop.ts'

export type Engine = EngineProviders & {
  readonly name: EngineName
  /** What a person should know about the choice. */
  readonly notice: string | undefined
}

/**
 * `auto` is cloud when its keys are there and offline when there are none.
 * @throws {Failure} `auth`, naming the missing key, when only some are there; `usage`, where this version has no such engine.
 */
export function chooseEngine(
  asked: (typeof ENGINES)[number],
  { keys, engines }: Pick<Shop, 'keys' | 'engines'>,
): Engine {
  const name = asked === 'auto' ? automatic(keys) : asked
  const providers = engines[name]
  if (providers) return { name, ...providers, notice: name === 'offline' ? noticeFor(asked) : undefined }
  throw new Failure('usage', `The ${name} engine is not part of this version of ytdub.`, {
    hint: `Use --engine ${Object.keys(engines).join(' or --engine ')}.`,
  })
}

function automatic(keys: Shop['keys']): EngineName {
  if (keys.deepgram && keys.openai) return 'cloud'
  if (!keys.deepgram && !keys.openai) return 'offline'
  const [missing, found] = keys.deepgram
    ? ['OPENAI_API_KEY', 'DEEPGRAM_API_KEY']
    : ['DEEPGRAM_API_KEY', 'OPENAI_API_KEY']
  throw new Failure('auth', `${missing} is missing: the cloud engine needs it beside ${found}.`, {
    hint: `Set ${missing}, or dub in draft quality without keys: --engine offline`,
  })
}

function noticeFor(asked: string): string {
  const why = asked === 'auto' ? 'offline engine, since no keys are set' : 'offline engine'
  return `Draft quality (${why}): expect wrong words and a robot's voice.`
}
