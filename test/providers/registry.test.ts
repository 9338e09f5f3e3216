import { describe, expect, test } from 'vitest'
import { ENGINE_PROVIDERS, providers } from '../../src/providers/registry.ts'

test('every engine is made of providers that exist, under their own names', () => {
  const known = providers({})
  for (const { transcriber, translator, synthesizers } of Object.values(ENGINE_PROVIDERS)) {
    expect(known.transcriber(transcriber).id).toBe(transcriber)
    expect(known.translator(translator).id).toBe(translator)
    expect(synthesizers.map((id) => known.synthesizer(id).id)).toEqual(synthesizers)
  }
})

test('the offline engine needs no key', () => {
  expect(ENGINE_PROVIDERS.offline).toEqual({
    transcriber: 'pocketsphinx',
    translator: 'apertium',
    synthesizers: ['espeak-ng'],
  })
})

test.each(['transcriber', 'translator', 'synthesizer'] as const)(
  'an unknown %s is refused, with those known',
  (trade) => {
    for (const id of ['nobody', 'constructor', '']) {
      expect(() => providers({})[trade](id)).toThrow(
        expect.objectContaining({ code: 'usage', hint: expect.stringMatching(/^Known are: [a-z-]+(, [a-z-]+)+\.$/) }),
      )
    }
  },
)

test('settings reach their provider', async () => {
  const nowhere = { program: '/nonexistent' }
  const set = providers({ pocketsphinx: nowhere, apertium: nowhere, 'espeak-ng': nowhere })
  const failure = { code: 'config', hint: 'Install it with: ytdub setup' }
  await expect(set.transcriber('pocketsphinx').model()).rejects.toMatchObject(failure)
  await expect(set.translator('apertium').model()).rejects.toMatchObject(failure)
  await expect(set.synthesizer('espeak-ng').model()).rejects.toMatchObject(failure)
})

describe('the variant of a provider', () => {
  const elsewhere = 'http://user:secret@127.0.0.1:9/v1'
  const variants = (settings: Parameters<typeof providers>[0]) => {
    const { transcriber, translator, synthesizer } = providers(settings)
    return {
      stt: transcriber('deepgram').variant,
      llm: translator('openai').variant,
      tts: ['deepgram', 'openai', 'openai-realtime'].map((id) => synthesizer(id).variant),
      local: [transcriber('local'), translator('local'), synthesizer('local')].map(({ variant }) => variant),
    }
  }

  test('is none at the vendor’s own server, but for the wording of what a language model is told', () => {
    const own = variants({ deepgram: { apiKey: 'k' }, openai: { apiKey: 'k' } })
    expect(own).toMatchObject({ stt: undefined, tts: [undefined, undefined, undefined] })
    expect(own.llm).toMatch(/^[0-9a-f]{8}$/)
    expect(variants({ deepgram: { apiKey: 'other' }, openai: { apiKey: 'other' } })).toEqual(own)
  })

  test('tells one server from another', () => {
    const all = [undefined, elsewhere, 'http://127.0.0.1:10/v1'].map((baseUrl) =>
      variants({
        deepgram: { baseUrl },
        openai: { baseUrl },
        local: { stt: { baseUrl }, llm: { baseUrl }, tts: { baseUrl } },
      }),
    )
    for (const trade of ['stt', 'llm', 'tts', 'local'] as const) {
      for (const at of [0, 1, 2].slice(0, trade === 'stt' || trade === 'llm' ? 1 : 3)) {
        expect(new Set(all.map((each) => [each[trade]].flat()[at])).size).toBe(3)
      }
    }
    expect(variants({ deepgram: { baseUrl: elsewhere } }).stt).toBe(all[1]?.stt)
  })

  test('holds nothing of the address, which may have a password', () => {
    const { stt, llm, tts } = variants({ deepgram: { baseUrl: elsewhere }, openai: { baseUrl: elsewhere } })
    for (const variant of [stt, llm, ...tts]) expect(variant).toMatch(/^[0-9a-f]{8}$/)
    expect(variants({}).llm).not.toBe(llm)
  })

  test('is none for what runs here', () => {
    const { transcriber, translator, synthesizer } = providers({ openai: { baseUrl: elsewhere } })
    for (const provider of [transcriber('pocketsphinx'), translator('apertium'), synthesizer('espeak-ng')]) {
      expect(provider.variant).toBeUndefined()
    }
  })
})

test('a speech model that Deepgram is not asked for here is refused', () => {
  const speaking = (model: string) => providers({ models: { tts: { deepgram: model } } }).synthesizer('deepgram')
  expect(() => speaking('x')).toThrow(
    expect.objectContaining({
      code: 'usage',
      message: 'Deepgram speaks with aura-2 here, not "x" (--tts).',
      hint: expect.stringContaining('--voice'),
    }),
  )
  expect(speaking('aura-2').id).toBe('deepgram')
})
