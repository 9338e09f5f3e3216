import { expect, test } from 'vitest'
import { askOnce } from '../../../src/jobs/batch/ask-once.ts'
import { fakeProviders, spoken } from '../../rig/fake-providers.ts'

const HEARD = { language: 'en', words: spoken(['one two.']) }

function counted() {
  const asked: string[] = []
  const fakes = fakeProviders(HEARD)
  const model = async () => {
    asked.push('model')
    return 'm1'
  }
  const own = <Kind extends object>(provider: Kind, part: Partial<Kind>) =>
    Object.assign(Object.create(provider) as Kind, part)
  const providers = askOnce({
    transcriber: () => own(fakes.transcriber('fake'), { model }),
    translator: () =>
      own(fakes.translator('fake'), {
        async ready(from: string, to: string) {
          asked.push(`${from}>${to}`)
          if (asked.filter((each) => each === 'en>xx').length === 1 && to === 'xx') throw new Error('not yet')
        },
      }),
    synthesizer: () =>
      own(fakes.synthesizer('fake'), {
        async voices(language: string) {
          asked.push(language)
          return [language]
        },
      }),
  })
  return { asked, fakes, providers }
}

test('versions, voices and pairs are asked for once each, also by several at once', async () => {
  const { asked, providers } = counted()
  for (const _time of [1, 2, 3]) {
    await Promise.all([providers.transcriber('fake').model(), providers.transcriber('fake').model()])
    expect(await providers.synthesizer('fake').voices('es')).toEqual(['es'])
    expect(await providers.synthesizer('fake').voices('fr')).toEqual(['fr'])
    await providers.translator('fake').ready?.('en', 'es')
  }
  expect(asked).toEqual(['model', 'es', 'fr', 'en>es'])
})

test('an answer that failed is asked for again', async () => {
  const { asked, providers } = counted()
  await expect(providers.translator('fake').ready?.('en', 'xx')).rejects.toThrow('not yet')
  await providers.translator('fake').ready?.('en', 'xx')
  expect(asked).toEqual(['en>xx', 'en>xx'])
})

test('all else is the provider’s own, and done each time', async () => {
  const { fakes, providers } = counted()
  const line = { text: 'one', voice: 'es', language: 'es', take: 1 }
  const options = { signal: new AbortController().signal, progress: () => {}, scratch: (name: string) => name }
  for (const _time of [1, 2]) await providers.synthesizer('fake').speak(line, options)
  expect(fakes.calls.speak).toEqual([line, line])
  fakes.traits.longest = 7
  expect(providers.synthesizer('fake')).toMatchObject({ id: 'fake', width: 4 })
  expect(providers.synthesizer('fake').longest).toBe(7)
  expect(providers.translator('fake')).not.toHaveProperty('shorten')
})
