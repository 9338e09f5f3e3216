import { expect, test } from 'vitest'
import { localAccount } from '../../../src/providers/local/local-server.ts'
import { type LocalSpeechSettings, localSynthesizer } from '../../../src/providers/local/synthesizer.ts'
import { startOpenAI } from '../../rig/emulators/openai.ts'
import { toneSeconds } from '../../rig/emulators/speaking.ts'
import { callsOf, failure, options, say } from '../openai/say.ts'
import { wav } from '../sounds.ts'
import { models, oddServer } from './odd-server.ts'

const LINE = 'Hola, amigos: esto es una prueba.'
const synthesizer = (settings: LocalSpeechSettings) => localSynthesizer(settings, callsOf(localAccount('tts')))
const kokoro = () => startOpenAI({ quirks: ['kokoro'], keyless: true })
const TONE = wav(Array.from({ length: 8000 }, (_, at) => Math.sin(at / 5) / 2))

test('says a line as a WAV file, in a voice of the language', async () => {
  await using emulator = await kokoro()
  const spoken = await say(synthesizer({ baseUrl: emulator.url }), LINE)
  expect(spoken.container).toBe('wav')
  expect((spoken.bytes.length - 44) / 48_000).toBeCloseTo(toneSeconds(LINE), 2)
  expect(JSON.parse(emulator.calls.at(-1)!.body.toString('utf8'))).toEqual({
    model: 'local-model',
    voice: 'ef_dora',
    input: LINE,
    response_format: 'wav',
  })
})

test('says it faster where it is told to', async () => {
  await using emulator = await kokoro()
  const speech = synthesizer({ baseUrl: emulator.url })
  await speech.speak({ text: LINE, voice: 'ef_dora', language: 'es', take: 1, speed: 1.2 }, options())
  expect(JSON.parse(emulator.calls.at(-1)!.body.toString('utf8'))).toMatchObject({ input: LINE, speed: 1.2 })
})

test('asks once for models and voices, however many lines', async () => {
  await using emulator = await kokoro()
  const speech = synthesizer({ baseUrl: emulator.url })
  await Promise.all([LINE, LINE, LINE].map((line) => say(speech, line)))
  expect(emulator.calls.filter(({ trade }) => trade === 'models')).toHaveLength(2)
})

test('has no voice for what the server does not speak, and lends it none', async () => {
  await using emulator = await kokoro()
  const speech = synthesizer({ baseUrl: emulator.url })
  expect(await speech.voices('de')).toEqual([])
  for (const [voice, language] of [
    ['ef_dora', 'de'],
    ['nobody', 'es'],
  ] as const) {
    expect(await failure(speech.speak({ text: LINE, voice, language, take: 1 }, options()))).toMatchObject({
      code: 'usage',
      message: expect.not.stringContaining('Hola'),
    })
  }
})

test('a server without a list of voices wants them named, and takes those for every language', async () => {
  await using odd = await oddServer({ '/models': models('piper'), '/audio/speech': { type: 'audio/wav', body: TONE } })
  expect(await failure(synthesizer({ baseUrl: odd.url }).voices('es'))).toMatchObject({
    code: 'config',
    hint: expect.stringContaining('ttsVoices'),
  })
  const named = synthesizer({ baseUrl: odd.url, voices: ['alloy', 'echo'] })
  expect(await named.voices('de')).toEqual(['alloy', 'echo'])
  expect((await say(named, LINE)).bytes.length).toBe(TONE.length)
})

test("asks for the voices of its model: LocalAI's list is one of all models", async () => {
  await using odd = await oddServer({
    '/models': models('pocket'),
    '/audio/voices': { body: { voices: [{ name: 'lola', language: 'es' }] } },
  })
  expect(await synthesizer({ baseUrl: odd.url }).voices('es')).toEqual(['lola'])
  expect(odd.asked.at(-1)?.path).toBe('/audio/voices?model=pocket')
})

test('bare samples are taken where the server says how many there are in a second', async () => {
  const body = TONE.subarray(44)
  await using odd = await oddServer({
    '/models': models('m'),
    '/audio/speech': [
      { type: 'audio/l16; rate=22050', body },
      { type: 'audio/pcm', body },
    ],
  })
  const speech = synthesizer({ baseUrl: odd.url, voices: ['v'] })
  expect(await say(speech, LINE)).toMatchObject({ container: 'none', sampleRate: 22_050 })
  expect(await failure(say(speech, LINE))).toMatchObject({
    code: 'config',
    message: expect.stringContaining('bare samples'),
  })
})

test.each([
  ['MP3', Buffer.from('ID3\u0004')],
  ['MP3', Buffer.from([0xff, 0xfb, 0x90, 0])],
  ['Ogg', Buffer.from('OggS')],
  ['FLAC', Buffer.from('fLaC')],
])('a server that sends %s whatever it is asked for is told of', async (format, opening) => {
  const body = Buffer.concat([opening, Buffer.alloc(5000)])
  await using odd = await oddServer({ '/models': models('m'), '/audio/speech': { type: 'audio/wav', body } })
  expect(await failure(say(synthesizer({ baseUrl: odd.url, voices: ['v'] }), LINE))).toMatchObject({
    code: 'config',
    message: expect.stringContaining(format),
  })
})

test('an error under another key is understood by its status, and not repeated', async () => {
  const body = { detail: { error: 'validation_error', message: `SECRET ${LINE}`, type: 'invalid_request_error' } }
  await using odd = await oddServer({ '/models': models('m'), '/audio/speech': { status: 400, body } })
  const told = await failure(say(synthesizer({ baseUrl: odd.url, voices: ['v'] }), LINE))
  expect(told).toMatchObject({ code: 'vendor', message: expect.stringContaining('The speech server refuses') })
  expect(JSON.stringify(told)).not.toMatch(/SECRET|Hola/)
})

test('a text without words is not said', async () => {
  expect(await failure(say(synthesizer({ voices: ['v'] }), '…'))).toMatchObject({ code: 'vendor' })
})
