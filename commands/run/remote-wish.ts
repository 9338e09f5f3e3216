import { parseLanguage } from '../../src/dub/language.ts'
import { Failure } from '../../src/failure.ts'
import { readEdits } from '../../src/jobs/edits.ts'
import { findFolder } from '../../src/jobs/folder.ts'
import { readGlossary } from '../../src/jobs/read-glossary.ts'
import { recordingFiles } from '../../src/jobs/recording-files.ts'
import type { DubWish } from '../../src/jobs/submit.ts'

/** What is asked of the service, but for the recordings: languages in their one spelling, where it goes, and how. */
export async function remoteAsked(wish: DubWish) {
  const languages = wish.languages.map(parseLanguage)
  const twice = languages.find((language, index) => languages.indexOf(language) !== index)
  if (twice !== undefined) {
    throw new Failure('usage', `--lang names ${twice} twice.`, { hint: 'Name each language once.' })
  }
  const folder = await findFolder(wish.file, wish.out)
  const edits = await readEdits(folder, languages)
  await refuseRecordings(folder, languages)
  return { languages, folder, edits, options: { ...(await optionsOf(wish)), edits } }
}

/** @throws {Failure} `usage`, where lines are to be heard in a person's own recordings: the service would speak them. */
async function refuseRecordings(folder: string, languages: readonly string[]): Promise<void> {
  for (const language of languages) {
    const [first] = (await recordingFiles(folder, language)).values()
    if (first === undefined) continue
    throw new Failure('usage', `The service takes no recordings of lines, such as ${JSON.stringify(first)}.`, {
      hint: 'Dub here, without --remote, or move them away.',
    })
  }
}

/** The flags in the API's words. */
async function optionsOf(wish: DubWish) {
  const { engine, from, register, context, format, strict, sync, multitrack, youtube, take } = wish
  const terms = wish.glossary === undefined ? [] : await readGlossary(wish.glossary)
  return {
    engine,
    ...(from !== undefined && { from }),
    voices: Object.fromEntries(wish.voices.map(voiceOf)),
    glossary: terms.map(({ term, translations, said, note }) => ({ term, translations, said, note })),
    ...(register !== undefined && { register }),
    ...(context !== undefined && { context }),
    format,
    strict,
    sync,
    multitrack,
    youtube,
    take,
    max_rate: wish.maxRate,
    keep_original: wish.keepOriginal,
    keep_original_track: wish.keepOriginalTrack,
    burn_captions: wish.burnCaptions,
  }
}

function voiceOf(asked: string): readonly [string, string] {
  const [, target, voice] = /^([^=]+)=(.+)$/.exec(asked) ?? []
  if (target !== undefined && voice !== undefined) return [target, voice]
  throw new Failure('usage', `--voice ${asked} does not say whose voice it is.`, {
    hint: 'Name language and voice, e.g. --voice es=celeste or --voice es:2=nestor',
  })
}
