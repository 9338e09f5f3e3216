import { expect, test } from 'vitest'
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
