import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { pocketsphinx } from '../../../src/providers/pocketsphinx.ts'
import { temporaryFolder } from '../home.ts'

/** A word as it is to be heard: written with its punctuation; seconds from the start of the upload. */
export type EmulatedWord = {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Counted from 0. */
  readonly speaker?: number
  readonly confidence?: number
  /** Where several languages are spoken. */
  readonly language?: string
}

export type EmulatedSpeech = { readonly language: string; readonly words: readonly EmulatedWord[] }

/** What is said in an upload of so many seconds. */
export type Listen = (audio: Buffer, query: URLSearchParams, seconds: number) => Promise<EmulatedSpeech>

const run = promisify(execFile)
const SPEAKER_CHANGES_AFTER = 1.2

/** Hears what a test has written down, as far as the upload is long. */
export function scripted({ language, words }: EmulatedSpeech): Listen {
  return async (_audio, _query, seconds) => ({ language, words: words.filter(({ end }) => end <= seconds) })
}

/**
 * Really listens, to English: PocketSphinx, a full stop at each pause. It cannot tell people apart: at a pause of more
 * than 1.2 s the other of two speakers goes on.
 */
export const listenWithPocketsphinx: Listen = async (audio) => {
  await using folder = await temporaryFolder()
  const [upload, wav] = [folder.at('upload'), folder.at('speech.wav')]
  await writeFile(upload, audio)
  await run('ffmpeg', [
    '-nostdin',
    '-v',
    'error',
    '-i',
    upload,
    '-vn',
    '-ac',
    '1',
    '-ar',
    '16000',
    '-c:a',
    'pcm_s16le',
    wav,
  ])
  let scratches = 0
  const { language, words } = await pocketsphinx({}).transcribe(
    { path: wav, language: 'en', terms: [] },
    {
      signal: new AbortController().signal,
      progress: () => {},
      scratch: (name) => folder.at(`${scratches++}-${name}`),
    },
  )
  let speaker = 0
  const spoken = words.map((word, index) => {
    const before = words[index - 1]
    if (before && word.start - before.end > SPEAKER_CHANGES_AFTER) speaker = 1 - speaker
    return { ...word, speaker }
  })
  return { language, words: spoken }
}
