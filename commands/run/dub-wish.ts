import { Failure } from '../../src/failure.ts'
import type { DubWish } from '../../src/jobs/submit.ts'
import { named, wishOf } from '../../src/wish.ts'
import type { Context } from '../command.ts'
import type { DubFlags } from '../terminal/dub-flags.ts'

/** What is wished of one recording. @throws {Failure} `usage`, where no language is named. */
export function dubWish(file: string, flags: DubFlags, context: Context): DubWish {
  const wish = { ...makingWish(flags, context), file }
  if (wish.languages.length > 0) return wish
  throw new Failure('usage', 'Into which language?', {
    hint: 'Name it with --lang, e.g. ytdub dub talk.mp3 --lang es',
  })
}

/** What is wished of one recording and of many; no languages where none are named. */
export function makingWish(flags: DubFlags, { config }: Pick<Context, 'config'>): Omit<DubWish, 'file'> {
  const { lang, voice, script } = flags
  return wishOf({ ...flags, languages: lang, voices: voice, scripts: script }, named(flags, config))
}

/** With the providers and models that the flags name. */
export function namedBy(flags: Parameters<typeof named>[0], context: Context): Context {
  return { ...context, config: named(flags, context.config) }
}
