import type OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { ASKED, linesIn, started } from './openai-asked.ts'
import { wavFile } from './sounds.ts'
import { tone } from './speaking.ts'

const SPEECH = {
  language: 'en',
  words: [
    { text: 'Hello', start: 0.2, end: 0.6 },
    { text: 'there.', start: 0.7, end: 1 },
    { text: 'Thanks!', start: 1.5, end: 1.9 },
  ],
}

/** Two seconds of a tone. */
function recording(): File {
  const samples = tone('x'.repeat(26), { voice: 'a', sampleRate: 16_000, speed: 1 })
  return new File([new Uint8Array(wavFile(samples, 16_000))], 'audio.wav', { type: 'audio/wav' })
}

const verbose = (): OpenAI.Audio.TranscriptionCreateParamsNonStreaming<'verbose_json'> => ({
  model: 'whisper-1',
  file: recording(),
  response_format: 'verbose_json',
  timestamp_granularities: ['word', 'segment'],
  language: 'en',
})

describe('transcriptions', () => {
  test('verbose_json has words, sentences and what it is billed by', async () => {
    await using rig = await started({ listen: SPEECH })
    const heard = await rig.client.audio.transcriptions.create(verbose())
    expect(heard).toMatchObject({
      task: 'transcribe',
      language: 'english',
      duration: expect.closeTo(2.06, 1),
      text: 'Hello there. Thanks!',
      words: [{ word: 'Hello', start: 0.2, end: 0.6 }, { word: 'there.' }, { word: 'Thanks!' }],
      segments: [
        { id: 0, start: 0.2, end: 1, text: ' Hello there.' },
        { id: 1, start: 1.5, end: 1.9, text: ' Thanks!' },
      ],
      usage: { type: 'duration', seconds: 3 },
    })
  })

  test('no words where none were asked for', async () => {
    await using rig = await started({ listen: SPEECH })
    const { timestamp_granularities: _, ...asked } = verbose()
    expect(await rig.client.audio.transcriptions.create(asked)).not.toHaveProperty('words')
    const { text } = await rig.client.audio.transcriptions.create({ model: 'gpt-transcribe', file: recording() })
    expect(text).toBe('Hello there. Thanks!')
  })

  test.each([
    ['an unknown model', { model: 'whisper-9' }, 404, 'model_not_found'],
    ['times of a model that has none', { model: 'gpt-transcribe' }, 400, 'unsupported_value'],
    ['a language with its region', { language: 'en-US' }, 400, 'invalid_language_format'],
    ['an unknown field', { speaker_labels: true }, 400, 'unknown_parameter'],
    ['no recording', { file: new File(['no sound'], 'audio.wav') }, 400, 'invalid_value'],
  ])('OpenAI refuses %s', async (_what, change, status, code) => {
    await using rig = await started({ listen: SPEECH })
    const asked = { ...verbose(), ...change }
    await expect(rig.client.audio.transcriptions.create(asked)).rejects.toMatchObject({ status, code })
  })

  test('more than 25 MB', async () => {
    await using rig = await started()
    const file = new File([Buffer.alloc(26 * 1024 * 1024 + 1)], 'audio.wav')
    const error = await rig.client.audio.transcriptions.create({ model: 'whisper-1', file }).catch((thrown) => thrown)
    // The answer comes before all is sent: who is still writing then may see the connection break instead.
    expect([413, undefined]).toContain(error.status)
    expect(rig.emulator.calls[0]?.status).toBe(413)
  })
})

describe('local servers', () => {
  test('LocalAI calls a word its text', async () => {
    await using rig = await started({ listen: SPEECH, quirks: ['localai'] })
    const { words } = (await rig.client.audio.transcriptions.create(verbose())) as { words?: unknown }
    expect(words).toMatchObject([{ text: 'Hello' }, { text: 'there.' }, { text: 'Thanks!' }])
  })

  test('some have no times, whatever was asked for', async () => {
    for (const quirk of ['no-timestamps', 'ollama'] as const) {
      await using rig = await started({ listen: SPEECH, quirks: [quirk, 'no-usage'] })
      expect(await rig.client.audio.transcriptions.create(verbose())).toEqual({ text: 'Hello there. Thanks!' })
    }
  })

  test('they take any model, max_tokens and a temperature, and send no bill', async () => {
    await using rig = await started({ quirks: ['no-usage'] })
    const { max_completion_tokens: _, ...asked } = ASKED
    const { choices, usage } = await rig.client.chat.completions.create({
      ...asked,
      model: 'qwen',
      max_tokens: 900,
      temperature: 0.2,
    })
    expect(linesIn(choices[0]?.message.content)).toHaveLength(3)
    expect([usage, rig.emulator.usd()]).toEqual([undefined, 0])
  })

  test('a server that knows no schemas fences its JSON', async () => {
    await using rig = await started({ quirks: ['no-json-schema'] })
    const { choices } = await rig.client.chat.completions.create(ASKED)
    expect(choices[0]?.message.content).toMatch(/^```json\n\{"lines":\[.*\]\}\n```$/s)
  })

  test.each([
    ['ollama', { error: 'Invalid URL (POST /v1/audio/speech)' }],
    ['localai', { error: { message: 'you must provide a model parameter' } }],
    ['speaches', { detail: 'Invalid URL (POST /v1/chat/completions)' }],
    ['kokoro', { detail: { error: 'validation_error', message: expect.stringContaining("Voice 'nobody' not found") } }],
  ] as const)('%s has its own way to say no', async (quirk, body) => {
    await using rig = await started({ quirks: [quirk] })
    const post = (path: string, what: string | FormData, type?: string) =>
      fetch(`${rig.emulator.url}/v1/${path}`, {
        method: 'POST',
        body: what,
        headers: { authorization: 'Bearer emulated-openai-key', ...(type ? { 'content-type': type } : {}) },
      })
    const form = new FormData()
    form.set('file', recording())
    const speech = JSON.stringify({ model: 'kokoro', voice: 'nobody', input: 'Hi', response_format: 'pcm' })
    const answer = {
      ollama: () => post('audio/speech', speech, 'application/json'),
      localai: () => post('audio/transcriptions', form),
      speaches: () => post('chat/completions', '{}', 'application/json'),
      kokoro: () => post('audio/speech', speech, 'application/json'),
    }[quirk]
    const response = await answer()
    expect(response.ok).toBe(false)
    expect(await response.json()).toMatchObject(body)
  })

  test('Kokoro lists its voices by the letter of their language, and mixes them', async () => {
    await using rig = await started({ quirks: ['kokoro'], keyless: true })
    const { voices } = await rig.client.get<{ voices: string[] }>('/audio/voices')
    expect(voices.filter((voice) => voice.startsWith('e'))).toEqual(['ef_dora', 'em_alex'])
    const spoken = await rig.client.audio.speech.create({
      model: 'kokoro',
      voice: 'ef_dora(2)+em_alex(1)',
      input: 'Hola',
      response_format: 'pcm',
    })
    expect((await spoken.arrayBuffer()).byteLength).toBeGreaterThan(10_000)
  })

  test('OpenAI has no list of voices', async () => {
    await using rig = await started()
    await expect(rig.client.get('/audio/voices')).rejects.toMatchObject({ status: 404 })
  })
})
