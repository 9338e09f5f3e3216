import { inspect } from 'node:util'
import { describe, expect, test, vi } from 'vitest'
import type { Failure } from '../../../src/failure.ts'
import { deepgramSynthesizer } from '../../../src/providers/deepgram/synthesizer.ts'
import { EMULATED_DEEPGRAM_KEY as KEY, startDeepgram } from '../../rig/emulators/deepgram.ts'
import { type Speak, toneSeconds } from '../../rig/emulators/speaking.ts'
import { deepgramCalls, options } from './calls.ts'
import { FINAL, lasting, PASSING } from './faults.ts'

const TEXT = 'Hola, amigos: esto es un SECRETO.'

async function studio({ hanging = 0, speak = 'tone' as 'tone' | Speak } = {}) {
  const emulator = await startDeepgram({ speak })
  const { door, pauses } = deepgramCalls('speak', emulator, hanging)
  const synthesizer = deepgramSynthesizer({ apiKey: KEY, baseUrl: emulator.url }, door)
  return {
    emulator,
    pauses,
    synthesizer,
    say: (text = TEXT, more: { voice?: string; language?: string; speed?: number; signal?: AbortSignal } = {}) =>
      synthesizer.speak({ text, voice: 'celeste', language: 'es', take: 1, ...more }, options(more.signal)),
    [Symbol.asyncDispose]: () => emulator[Symbol.asyncDispose](),
  }
}

test('speaks: 48 kHz, 16 bits, no header', async () => {
  await using it = await studio()
  const told: number[] = []
  const line = { text: TEXT, voice: 'celeste', language: 'es', take: 1 }
  const spoken = await it.synthesizer.speak(line, options(undefined, told))
  expect(spoken).toMatchObject({ container: 'none', sampleRate: 48_000 })
  expect(spoken.bytes.length).toBe(Math.round(toneSeconds(TEXT) * 48_000) * 2)
  expect(told).toEqual([1])
})

test('asks for what it needs and nothing else', async () => {
  await using it = await studio()
  await it.say(`${TEXT}\u0007`, { language: 'es-MX', voice: 'estrella' })
  const [call] = it.emulator.calls
  expect(Object.fromEntries(call!.query)).toEqual({
    model: 'aura-2-estrella-es',
    encoding: 'linear16',
    container: 'none',
    sample_rate: '48000',
    mip_opt_out: 'true',
  })
  expect(call!.body.toString()).toBe(JSON.stringify({ text: TEXT }))
})

test.each([
  ['es', 'celeste', 0.9],
  ['es-MX', 'estrella', 0.9],
  ['en', 'thalia', 0.7],
])('speaks faster and slower by itself (%s)', async (language, voice, least) => {
  await using it = await studio()
  expect(it.synthesizer.speeds?.(language)).toEqual({ min: least, max: 1.5 })
  for (const speed of [least, 1.25, 1.5]) {
    const { bytes } = await it.say(TEXT, { language, voice, speed })
    expect(it.emulator.calls.at(-1)!.query.get('speed')).toBe(String(speed))
    expect(bytes.length).toBe(Math.round(toneSeconds(TEXT, speed) * 48_000) * 2)
  }
})

test('speaks no other language so: it would be refused', async () => {
  await using it = await studio()
  for (const language of ['de', 'nl', 'fr', 'it', 'ja']) expect(it.synthesizer.speeds?.(language)).toBeUndefined()
})

test('every voice is known to the vendor', async () => {
  await using it = await studio()
  const languages = ['en', 'es', 'de', 'nl', 'fr', 'it', 'ja']
  const asked = await Promise.all(
    languages.map(async (language) => {
      const voices = await it.synthesizer.voices(language)
      await Promise.all(voices.map((voice) => it.say('Uno', { language, voice })))
      return voices.length
    }),
  )
  expect(asked).toEqual([41, 17, 7, 9, 2, 10, 5])
})

test('the first two voices differ, and those of a region come first', async () => {
  await using it = await studio()
  const voices = async (language: string) => (await it.synthesizer.voices(language)).slice(0, 4)
  expect(await voices('es')).toEqual(['celeste', 'nestor', 'estrella', 'javier'])
  expect(await voices('es-MX')).toEqual(['estrella', 'javier', 'olivia', 'sirio'])
  expect(await voices('en')).toEqual(['thalia', 'apollo', 'andromeda', 'orion'])
  expect(await voices('en-GB')).toEqual(['pandora', 'draco', 'thalia', 'apollo'])
  expect(await voices('fr-CA')).toEqual(['agathe', 'hector'])
  expect(await voices('pt')).toEqual([])
  expect((await it.synthesizer.voices('es-MX')).toSorted()).toEqual((await it.synthesizer.voices('es')).toSorted())
})

test('speaks as long a text as it says it does', async () => {
  await using it = await studio()
  const text = 'palabra '.repeat(300).slice(0, it.synthesizer.longest - 1)
  expect((await it.say(`${text}.`)).bytes.length).toBeGreaterThan(5_000_000)
})

test.each(['', '   ', '…', '- —'])('is loud where there is nothing to say (%j)', async (text) => {
  await using it = await studio()
  await expect(it.say(text)).rejects.toMatchObject({ code: 'vendor' })
  expect(it.emulator.calls).toEqual([])
})

test.each([
  ['thalia', 'es', /Choose one of celeste/],
  ['celeste', 'pt', /ytdub voices/],
])('has no voice %s for %s', async (voice, language, hint) => {
  await using it = await studio()
  const failure = { code: 'usage', message: expect.not.stringContaining('SECRETO'), hint: expect.stringMatching(hint) }
  await expect(it.say(TEXT, { voice, language })).rejects.toMatchObject(failure)
  expect(it.emulator.calls).toEqual([])
})

test('says what to set where there is no key', async () => {
  await using it = await studio()
  const { door } = deepgramCalls('speak', it.emulator)
  const failure = { code: 'auth', hint: 'Set it: export DEEPGRAM_API_KEY=…' }
  await expect(deepgramSynthesizer({ apiKey: undefined }, door).model()).rejects.toMatchObject(failure)
  expect(await it.synthesizer.model()).toBe('aura-2')
})

test('an answer without a sample is tried three times', async () => {
  await using it = await studio({ speak: () => new Int16Array(0) })
  await expect(it.say()).rejects.toMatchObject({
    message: expect.stringMatching(
      /^Deepgram answers with nothing for a line in Spanish, time and again \(request .+\)\.$/,
    ),
  })
  expect(it.emulator.calls).toHaveLength(3)
})

describe('what passes is asked again', () => {
  test.each(PASSING)('$name', async ({ fault, hanging }) => {
    await using it = await studio({ hanging: hanging ?? 0 })
    it.emulator.misbehave(fault)
    expect((await it.say()).bytes.length).toBe(Math.round(toneSeconds(TEXT) * 48_000) * 2)
    expect(it.emulator.calls).toHaveLength(2)
  })
})

describe('what does not pass is told', () => {
  test.each(lasting('a line in Spanish', 'something else than sound'))(
    '$fault',
    async ({ fault, message, hanging }) => {
      await using it = await studio({ hanging: hanging ?? 0 })
      it.emulator.misbehave(fault, { times: 9 })
      const failure = (await it.say().catch((error: unknown) => error)) as Failure
      expect(failure).toMatchObject({ code: 'vendor', hint: expect.stringContaining('What is done is kept.') })
      expect(failure.message).toMatch(message)
      expect(inspect(failure, { depth: 9 })).not.toMatch(new RegExp(`SECRETO|${KEY}`))
    },
  )

  test.each(FINAL)('$fault, after one call', async ({ fault, message, hint }) => {
    await using it = await studio()
    it.emulator.misbehave(fault, { times: 9 })
    const failure = (await it.say().catch((error: unknown) => error)) as Failure
    expect(failure).toMatchObject({ code: 'auth', hint: expect.stringMatching(hint) })
    expect(failure.message).toMatch(message)
    expect(it.emulator.calls).toHaveLength(1)
  })
})

test('keeps to what the account takes at once, whoever asks', async () => {
  await using it = await studio()
  it.emulator.latency.tts = 5
  await Promise.all(Array.from({ length: 60 }, (_, index) => it.say(`Línea ${index}`)))
  expect(it.emulator.busiest('tts')).toBeLessThanOrEqual(15)
  expect(it.emulator.calls).toHaveLength(60)
})

test('called off in the middle of the sound, it lets go of the socket', async () => {
  await using it = await studio()
  it.emulator.misbehave({ kind: 'hang-after-headers' })
  const cut = new AbortController()
  const off = expect(it.say(TEXT, { signal: cut.signal })).rejects.toMatchObject({ code: 'interrupted' })
  await vi.waitFor(() => expect(it.emulator.calls).toHaveLength(1))
  cut.abort()
  await off
  await vi.waitFor(() => expect(it.emulator.calls[0]?.ms).toBeDefined())
})
