import { readdir, readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { Spoken, Translated } from '../../src/ports/providers.ts'
import { tone } from '../rig/fake-providers.ts'
import { held, settled } from '../rig/held.ts'
import { openStudio, whole } from './studio.ts'

describe('what fails', () => {
  test('a line that cannot be spoken is named, and other languages go on', async () => {
    await using studio = await openStudio()
    const { speak } = studio.providers.does
    studio.providers.does.speak = (line, options) => {
      return line.text === 'five six.-es'
        ? Promise.reject(new Failure('vendor', 'The voice is hoarse.'))
        : speak(line, options)
    }
    const { dubs } = await studio.dub({ languages: ['es', 'fr'] })
    expect(dubs[0]).toMatchObject({
      language: 'es',
      status: 'error',
      code: 'vendor',
      reason: expect.stringMatching(/line 3.*hoarse/i),
      failedLines: [{ line: 3, reason: 'The voice is hoarse.' }],
    })
    whole(dubs, 'fr')
  })

  test('a background that is no audio is refused before anybody is asked', async () => {
    await using studio = await openStudio()
    const background = { ...(await studio.blobs.put(Buffer.from('no music'), 'audio/wav')), name: 'music.wav' }
    const { probe } = studio.media.does
    studio.media.does.probe = async (path, options) => {
      if ((await readFile(path, 'utf8')) === 'no music') throw new Failure('input', 'It has no audio.')
      return probe(path, options)
    }
    await expect(studio.dub({ background })).rejects.toMatchObject({ code: 'input' })
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 0 })
  })

  test('a silent clip is a failure, never silence in the dub', async () => {
    await using studio = await openStudio()
    studio.providers.does.speak = async () => tone(0.5, 0)
    expect((await studio.dub()).dubs[0]).toMatchObject({
      status: 'error',
      code: 'vendor',
      reason: expect.stringContaining('silence'),
    })
  })

  test('an answer that is no sound is a failure with a line', async () => {
    await using studio = await openStudio({ sentences: ['one two.'] })
    studio.providers.does.speak = async () => ({ container: 'wav', bytes: Buffer.from('<html>') })
    expect((await studio.dub()).dubs[0]).toMatchObject({ status: 'error', code: 'vendor', failedLines: [{ line: 1 }] })
  })

  test.each([
    ['too few lines', (texts: readonly string[]) => texts.slice(1), /3 lines for 4/],
    ['an empty line', (texts: readonly string[]) => texts.with(2, ' '), /nothing for line 3/],
  ])('a translation with %s is refused', async (_what, spoil, reason) => {
    await using studio = await openStudio()
    studio.providers.does.translate = async ({ lines }) => ({ texts: spoil(lines.map(({ text }) => text)), units: {} })
    expect((await studio.dub()).dubs[0]).toMatchObject({
      status: 'error',
      code: 'vendor',
      reason: expect.stringMatching(reason),
    })
    expect(studio.providers.calls.speak).toEqual([])
  })

  test('an encoder that fails is that language’s failure', async () => {
    await using studio = await openStudio()
    const { encode } = studio.media.does
    studio.media.does.encode = (blocks, file, options) => {
      return file.language === 'es'
        ? Promise.reject(new Failure('internal', 'The encoder broke.'))
        : encode(blocks, file, options)
    }
    const { dubs } = await studio.dub({ languages: ['es', 'fr'] })
    expect(dubs[0]).toMatchObject({
      status: 'error',
      code: 'internal',
      reason: 'The encoder broke.',
      failedLines: [],
    })
    whole(dubs, 'fr')
  })

  test('what every language would meet ends the job, and what others had under way is kept', async () => {
    await using studio = await openStudio()
    const { encode } = studio.media.does
    let encoded = 0
    studio.media.does.encode = async (blocks, file, options) => {
      if (file.language === 'es') throw new Failure('config', 'The disk is full.')
      await encode(blocks, file, options)
      encoded += 1
    }
    const failure = { code: 'config', message: 'The disk is full.' }
    await expect(studio.dub({ languages: ['es', 'fr'] })).rejects.toMatchObject(failure)
    expect(encoded).toBeGreaterThan(0)
  })

  test('a key that is refused in one language lets no other begin anything new', async () => {
    await using studio = await openStudio()
    const answers = held<string, Translated>()
    studio.providers.does.translate = ({ to }) => answers.ask(to)
    const dubbed = studio.dub({ languages: ['es', 'fr'] })
    const outcome = expect(dubbed).rejects.toMatchObject({ code: 'auth', message: 'The key is refused.' })
    const [es, fr] = [await answers.next(), await answers.next()]
    es.fail(new Failure('auth', 'The key is refused.'))
    await settled()
    fr.answer({ texts: ['un', 'deux', 'trois', 'quatre'], units: {} })
    await outcome
    expect(studio.count()).toEqual({ transcribe: 1, translate: 2, speak: 0 })
    // What was under way is kept.
    studio.providers.does.translate = async () => ({ texts: ['uno', 'dos', 'tres', 'cuatro'], units: {} })
    await studio.dub({ languages: ['es', 'fr'] })
    expect(studio.count()).toMatchObject({ translate: 1 })
  })

  test.each(['input', 'vendor'] as const)('a picture that cannot be had (%s) leaves the rest whole', async (code) => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    studio.media.does.mux = () => Promise.reject(new Failure(code, 'The picture cannot be put into mp4.'))
    const { warnings, artifacts } = whole((await studio.dub()).dubs)
    expect(warnings).toEqual(['There is no video, only audio and captions. The picture cannot be put into mp4.'])
    const types = ['full_mix', 'voice_only', 'captions_srt', 'captions_vtt', 'script', 'script']
    expect(artifacts.map(({ type }) => type)).toEqual(types)
    expect((await readdir(studio.home.path)).filter((name) => name.includes('captions'))).toEqual([])
  })

  test.each(['interrupted', 'config', 'lost'] as const)('a mux that ends the job (%s) does so', async (code) => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    studio.media.does.mux = () => Promise.reject(new Failure(code, 'No more.'))
    await expect(studio.dub()).rejects.toMatchObject({ code })
  })

  test('no speech is a matter of the recording, found before anything is translated', async () => {
    await using studio = await openStudio({ sentences: [] })
    await expect(studio.dub()).rejects.toMatchObject({ code: 'input', message: expect.stringContaining('"talk.mp3"') })
    expect(studio.count()).toEqual({ transcribe: 1, translate: 0, speak: 0 })
  })

  test.each([['en'], ['es', 'en']])('a recording is not dubbed into its own language (%s)', async (...languages) => {
    await using studio = await openStudio()
    await expect(studio.dub({ from: null, languages })).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('--lang en'),
    })
    expect(studio.count()).toEqual({ transcribe: 1, translate: 0, speak: 0 })
  })

  test('a region of the language spoken is another one', async () => {
    await using studio = await openStudio()
    whole((await studio.dub({ languages: ['en-GB'] })).dubs, 'en-GB')
  })

  test('a transcription that fails fails the job', async () => {
    await using studio = await openStudio()
    studio.providers.does.transcribe = () => Promise.reject(new Failure('vendor', 'busy'))
    await expect(studio.dub()).rejects.toMatchObject({ code: 'vendor' })
  })
})

describe('lines that do not fit', () => {
  const long = async () => tone(1.6)

  test('are played as fast as they must and said, line by line', async () => {
    await using studio = await openStudio()
    studio.providers.does.speak = long
    const { dubs } = await studio.dub()
    const { sync, warnings } = whole(dubs)
    expect(sync.over_bound).toEqual([1, 2, 3, 4])
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^Line 1 is played at 1\.62 times its speed \(bound 1\.25\): it is 0\.3 s or about 3 characters too long/,
      ),
    )
  })

  test('are a failure with --strict, before anything is mixed', async () => {
    await using studio = await openStudio()
    studio.providers.does.speak = long
    const { dubs } = await studio.dub({ strict: true })
    expect(dubs[0]).toMatchObject({ status: 'error', code: 'partial', reason: expect.stringContaining('1, 2, 3, 4') })
    expect(studio.media.calls.encode).toEqual([])
  })

  test('fit where the highest rate is higher', async () => {
    await using studio = await openStudio()
    studio.providers.does.speak = long
    expect(whole((await studio.dub({ strict: true, maxRate: 2 })).dubs).sync).toMatchObject({ lost: 0, over_bound: [] })
  })
})

describe('a stop', () => {
  test('keeps what is under way, and the next run goes on from there', async () => {
    await using studio = await openStudio()
    const answers = held<string, Spoken>()
    studio.providers.does.speak = ({ text }) => answers.ask(text)
    const dubbed = studio.dub({ languages: ['es', 'fr'] })
    const outcome = expect(dubbed).rejects.toMatchObject({ code: 'interrupted' })
    for (let call = 0; call < 4; call++) await answers.next()
    studio.stop.requested = true
    for (const { answer } of answers.calls) answer(tone(0.5))
    await outcome
    await settled()
    studio.count()
    studio.stop.requested = false
    studio.providers.does.speak = async () => tone(0.5)
    await studio.dub({ languages: ['es', 'fr'] })
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 4 })
  })

  test('that cuts off is an interruption, not a failed line', async () => {
    await using studio = await openStudio()
    studio.providers.does.speak = (_line, { signal }) => {
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }
    const { dubbed } = studio.start()
    const outcome = expect(dubbed).rejects.toMatchObject({ code: 'interrupted' })
    while (studio.providers.calls.speak.length === 0) await settled()
    studio.cut.abort()
    await outcome
  })
})
