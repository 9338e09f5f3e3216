import { rm, writeFile } from 'node:fs/promises'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Failure } from '../../../src/failure.ts'
import { deepgramTranscriber } from '../../../src/providers/deepgram/transcriber.ts'
import { EMULATED_DEEPGRAM_KEY as KEY, startDeepgram } from '../../rig/emulators/deepgram.ts'
import type { EmulatedSpeech } from '../../rig/emulators/hearing.ts'
import { ffmpeg } from '../../rig/ffmpeg.ts'
import { type TemporaryFolder, temporaryFolder } from '../../rig/home.ts'
import { deepgramCalls, options } from './calls.ts'
import { FINAL, lasting, PASSING } from './faults.ts'

const SAID: EmulatedSpeech = {
  language: 'en',
  words: [
    { text: 'Say', start: 0.1, end: 0.4 },
    { text: 'SECRET.', start: 0.4, end: 0.9 },
    { text: 'Why?', start: 1.5, end: 1.9, speaker: 1 },
  ],
}
const HEARD = {
  language: 'en',
  words: [
    { text: 'Say', start: 0.1, end: 0.4, confidence: 0.98, speaker: 0 },
    { text: 'SECRET.', start: 0.4, end: 0.9, confidence: 0.98, speaker: 0, last: true },
    { text: 'Why?', start: 1.5, end: 1.9, confidence: 0.98, speaker: 1, last: true },
  ],
}

let folder: TemporaryFolder
let path: string
beforeAll(async () => {
  folder = await temporaryFolder()
  path = folder.at('日本 "talk".opus')
  ffmpeg(
    '-f',
    'lavfi',
    '-i',
    'sine=220:duration=2:sample_rate=16000',
    '-ac',
    '1',
    '-c:a',
    'libopus',
    '-b:a',
    '24k',
    path,
  )
})
afterAll(() => folder[Symbol.asyncDispose]())

async function studio({ hanging = 0, listen = SAID, apiKey = KEY as string | undefined, model = 'nova-3' } = {}) {
  const emulator = await startDeepgram({ listen })
  const { door, pauses } = deepgramCalls('listen', emulator, hanging)
  const transcriber = deepgramTranscriber({ apiKey, baseUrl: emulator.url, model }, door)
  return {
    emulator,
    pauses,
    transcriber,
    hear: (more: { language?: string | null; terms?: readonly string[]; path?: string; signal?: AbortSignal } = {}) =>
      transcriber.transcribe({ path, language: null, terms: [], ...more }, options(more.signal)),
    [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose](),
  }
}

test('hears words, speakers, utterances and the language', async () => {
  await using it = await studio()
  const told: number[] = []
  const heard = await it.transcriber.transcribe({ path, language: null, terms: [] }, options(undefined, told))
  expect(heard).toEqual(HEARD)
  expect(told).toEqual([1])
})

test('asks for what it needs and nothing else, in one upload of a known length, without the name of the file', async () => {
  await using it = await studio()
  await it.hear({ language: 'es-MX', terms: ['Ada Lovelace', 'Báez'] })
  const [call] = it.emulator.calls
  expect([...call!.query]).toEqual(
    expect.arrayContaining([
      ['diarize_model', 'latest'],
      ['keyterm', 'Ada Lovelace'],
      ['keyterm', 'Báez'],
      ['language', 'es'],
      ['mip_opt_out', 'true'],
      ['model', 'nova-3'],
      ['smart_format', 'true'],
      ['utterances', 'true'],
    ]),
  )
  expect([...call!.query]).toHaveLength(8)
  expect(call!.headers).toMatchObject({ 'content-type': 'audio/ogg', 'content-length': String(call!.body.length) })
  expect(call!.headers).not.toHaveProperty('content-disposition')
})

test.each([
  [null, 'detect_language=true'],
  ['pt-BR', 'language=pt'],
  ['de-CH', 'language=de-CH'],
])('asked for %s it sends %s', async (language, sent) => {
  await using it = await studio()
  expect((await it.hear({ language })).language).toBe(language ?? 'en')
  expect(String(it.emulator.calls[0]?.query)).toContain(sent)
})

test('sends no more terms than the vendor takes', async () => {
  await using it = await studio()
  await it.hear({ language: 'en', terms: Array.from({ length: 1000 }, (_, index) => `Term number ${index}`) })
  expect(it.emulator.calls[0]?.query.getAll('keyterm').length).toBeGreaterThan(30)
})

test('sends no terms to a model that refuses them', async () => {
  await using it = await studio({ model: 'nova-2' })
  await it.hear({ language: 'en', terms: ['Ada Lovelace'] }).catch(() => {}) // The emulator has no other model.
  const [call] = it.emulator.calls
  expect([call?.query.get('model'), call?.query.getAll('keyterm')]).toEqual(['nova-2', []])
  expect(it.transcriber.expectsTerms).toBe(false)
  await using other = await studio()
  expect(other.transcriber.expectsTerms).toBe(true)
})

test('hears nothing in silence, and that is no failure', async () => {
  await using it = await studio({ listen: { language: 'en', words: [] } })
  expect((await it.hear()).words).toEqual([])
})

test('refuses a language that it does not hear before anything is sent', async () => {
  await using it = await studio()
  await expect(it.hear({ language: 'eo' })).rejects.toMatchObject({
    code: 'input',
    message: 'Deepgram does not hear Esperanto.',
    hint: expect.stringContaining('es'),
  })
  expect(it.emulator.calls).toEqual([])
})

test.each([
  [undefined, 'is missing'],
  ['', 'is missing'],
  ['key\n', 'has characters that no key has'],
])('says what to set where the key is %j', async (apiKey, why) => {
  await using it = await studio()
  const { door } = deepgramCalls('listen', it.emulator)
  const transcriber = deepgramTranscriber({ apiKey, baseUrl: it.emulator.url }, door)
  const failure = { code: 'auth', message: `The key for Deepgram (DEEPGRAM_API_KEY) ${why}.`, hint: expect.any(String) }
  await expect(transcriber.model()).rejects.toMatchObject(failure)
  await expect(transcriber.transcribe({ path, language: null, terms: [] }, options())).rejects.toMatchObject(failure)
  expect(it.emulator.calls).toEqual([])
})

test('fails on what is no recording, and repeats nothing of it', async () => {
  await using it = await studio()
  const broken = folder.at('broken.opus')
  await writeFile(broken, 'This is no recording, but a SECRET.\n'.repeat(100))
  const failure = (await it.hear({ path: broken }).catch((error: unknown) => error)) as Failure
  expect(failure).toMatchObject({
    code: 'vendor',
    message: expect.stringMatching(
      /^Deepgram refuses the request for the transcription \(model nova-3, HTTP 400, request [\w-]+\)\.$/,
    ),
  })
  expect(inspect(failure, { depth: 9 })).not.toContain('SECRET')
  await rm(broken)
})

describe('what passes is asked again', () => {
  test.each(PASSING)('$name', async ({ fault, hanging }) => {
    await using it = await studio({ hanging: hanging ?? 0 })
    it.emulator.misbehave(fault)
    expect(await it.hear()).toEqual(HEARD)
    expect(it.emulator.calls).toHaveLength(2)
    const [first, second] = it.emulator.calls
    expect(second?.body.equals(first!.body)).toBe(true)
    if (fault.kind === 'too-many' && fault.retryAfter === 'seconds') expect(it.pauses).toEqual([2000])
    if (fault.kind === 'too-many' && fault.retryAfter === 'date') expect(it.pauses[0]).toBeGreaterThanOrEqual(1000)
  })

  test('slow bytes are waited for', async () => {
    await using it = await studio()
    it.emulator.misbehave({ kind: 'slow-bytes', ms: 40 })
    expect(await it.hear()).toEqual(HEARD)
    expect(it.emulator.calls).toHaveLength(1)
  })
})

describe('what does not pass is told', () => {
  test.each(lasting('the transcription', 'something else'))('$fault', async ({ fault, message, hanging }) => {
    await using it = await studio({ hanging: hanging ?? 0 })
    it.emulator.misbehave(fault, { times: 9 })
    const failure = (await it.hear().catch((error: unknown) => error)) as Failure
    expect(failure).toMatchObject({ code: 'vendor', hint: expect.stringContaining('What is done is kept.') })
    expect(failure.message).toMatch(message)
    expect(inspect(failure, { depth: 9 })).not.toMatch(new RegExp(`SECRET|${KEY}`))
  })

  test.each(FINAL)('$fault, after one call', async ({ fault, message, hint }) => {
    await using it = await studio()
    it.emulator.misbehave(fault, { times: 9 })
    const failure = (await it.hear().catch((error: unknown) => error)) as Failure
    expect(failure).toMatchObject({ code: 'auth', hint: expect.stringMatching(hint) })
    expect(failure.message).toMatch(message)
    expect(inspect(failure, { depth: 9 })).not.toContain(KEY)
    expect(it.emulator.calls).toHaveLength(1)
  })

  test('a door that is shut', async () => {
    await using it = await studio()
    await using _ = await it.emulator.shut()
    await expect(it.hear()).rejects.toMatchObject({
      message: 'Deepgram cannot be reached: no answer for the transcription after 5 tries (connection refused).',
      hint: expect.stringContaining('Check the connection'),
    })
  })
})

test('called off, it lets go of the socket and leaves no timer behind', async () => {
  await using it = await studio()
  await it.hear() // So that all that is made once has been made.
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  it.emulator.misbehave({ kind: 'hang-before-headers' })
  const cut = new AbortController()
  const off = expect(it.hear({ signal: cut.signal })).rejects.toMatchObject({ code: 'interrupted' })
  await vi.waitFor(() => expect(it.emulator.calls).toHaveLength(2))
  cut.abort()
  await off
  await vi.waitFor(() => expect(it.emulator.calls[1]?.ms).toBeDefined())
  expect(timers()).toBeLessThanOrEqual(before)
})
