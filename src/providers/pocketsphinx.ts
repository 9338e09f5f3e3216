import { createHash } from 'node:crypto'
import { readdir, readFile, rm, stat, symlink } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { baseOf, nameOf } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import type { Transcriber } from '../ports/providers.ts'
import { runProgram } from '../program.ts'
import { collectWords } from './pocketsphinx-words.ts'

export type PocketSphinxSettings = { readonly program?: string | undefined; readonly modelFolder?: string | undefined }

const PROGRAM = 'pocketsphinx_continuous'
/** Where Debian and a build from source put the English model. */
const MODEL_FOLDERS = ['/usr/share/pocketsphinx/model/en-us', '/usr/local/share/pocketsphinx/model/en-us']
const SAMPLE_RATE = 16_000
const BYTES_PER_SECOND = SAMPLE_RATE * 2
const HEADER_BYTES = 44
/**
 * It looks for the end of an utterance every 2048 samples, which are 12.8 of its frames. A pause that begins and ends
 * between two looks goes unseen, and every word of the utterance is then told late by the length of what came before
 * the pause. Speech counts as such again after 10 frames; asked for 14, no pause can slip through.
 */
const NO_PAUSE_UNSEEN = ['-vad_startspeech', '14']
/**
 * How many models it follows in a frame, at most; 30,000 unless told. A bound is CMU's advice for small machines: this one
 * takes 0.6 of the processor time, and as many words come out wrong (20 of the talk's 70; sentence by sentence 25; with
 * music beneath 33; through a telephone's band 25). 3,000 takes half of it, and sentence by sentence 29 are wrong.
 */
const FOLLOWED = ['-maxhmmpf', '5000']
const DECODING = [...NO_PAUSE_UNSEEN, ...FOLLOWED]

/** Hears English, offline: PocketSphinx 5prealpha, run as a program. About one word in three comes out wrong. */
export function pocketsphinx({ program = PROGRAM, modelFolder }: PocketSphinxSettings): Transcriber {
  return {
    id: 'pocketsphinx',
    width: 1,
    takes: { format: 'wav', sampleRate: SAMPLE_RATE, longest: Infinity },
    languages: ['en'],
    expectsTerms: false,

    async model() {
      const folder = await findModel(modelFolder)
      return `en-us/5prealpha-${await fingerprint(await decoderSettings(program), folder)}`
    },

    async transcribe({ path, language }, { signal, progress, scratch }) {
      if (language !== null && baseOf(language) !== 'en') throw notHeard(language)
      const folder = await findModel(modelFolder)
      const seconds = Math.max(0.01, ((await stat(path)).size - HEADER_BYTES) / BYTES_PER_SECOND)
      const words = collectWords(seconds)
      await using recording = await namedWav(path, scratch('speech.wav'))
      const onLine = (line: string) => progress(Math.min(1, words.take(line) / seconds))
      const args = [...modelArguments(folder), ...DECODING, '-time', 'yes', '-infile', recording.path]
      const { exitCode } = await runProgram(program, args, { signal, onLine, endsWithUs: true })
      // Its log is no part of the message: it holds what people said.
      if (exitCode !== 0) throw new Failure('vendor', `PocketSphinx failed on the recording (exit code ${exitCode}).`)
      progress(1)
      return { language: 'en', ...words.finish() }
    },
  }
}

/** The file under a name that ends in .wav: under any other, PocketSphinx takes the header for sound. */
async function namedWav(path: string, link: string): Promise<{ readonly path: string } & AsyncDisposable> {
  await symlink(resolve(path), link)
  return { path: link, [Symbol.asyncDispose]: () => rm(link, { force: true }) }
}

function modelArguments(folder: string): string[] {
  return [
    '-hmm',
    join(folder, 'en-us'),
    '-lm',
    join(folder, 'en-us.lm.bin'),
    '-dict',
    join(folder, 'cmudict-en-us.dict'),
  ]
}

async function findModel(modelFolder: string | undefined): Promise<string> {
  for (const folder of modelFolder === undefined ? MODEL_FOLDERS : [modelFolder]) {
    const found = await stat(join(folder, 'en-us', 'mdef')).catch(() => undefined)
    if (found) return folder
  }
  throw notInstalled("PocketSphinx' English model is not installed.")
}

/** All its settings with their defaults, as it prints them when it is given none: it has no other way to tell its version. */
async function decoderSettings(program: string): Promise<string> {
  const usage = await runProgram(program, [], { signal: AbortSignal.timeout(10_000) }).catch((cause: unknown) => {
    throw notInstalled('PocketSphinx is not installed.', cause)
  })
  return usage.stderr
}

async function fingerprint(settings: string, folder: string): Promise<string> {
  const digest = createHash('sha256').update(settings).update(DECODING.join(' '))
  const [acoustic, language, dictionary] = modelArguments(folder).filter((_, index) => index % 2 === 1)
  const files = (await readdir(acoustic!)).sort().map((name) => join(acoustic!, name))
  for (const file of [...files, language!, dictionary!]) digest.update(await readFile(file))
  return digest.digest('hex').slice(0, 8)
}

function notInstalled(message: string, cause?: unknown): Failure {
  return new Failure('config', message, { hint: 'Install it with: ytdub setup', cause })
}

function notHeard(language: string): Failure {
  return new Failure('input', `PocketSphinx hears English only, not ${nameOf(language)}.`, {
    hint: 'The offline engine dubs recordings in English.',
  })
}
