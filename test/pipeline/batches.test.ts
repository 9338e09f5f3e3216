import { describe, expect, test } from 'vitest'
import type { Term } from '../../src/dub/glossary.ts'
import { Failure } from '../../src/failure.ts'
import type { TextToTranslate } from '../../src/ports/providers.ts'
import { openStudio, whole } from './studio.ts'

const term = (name: string): Term => ({ term: name, translations: { es: `${name}-dicho` }, said: {}, note: null })
const SENTENCES = ['one two.', 'three four.', 'five six.', 'seven eight.', 'nine ten.']

/** A studio whose translator takes two lines at a time, and what it was asked. */
async function openBooth() {
  const studio = await openStudio({ sentences: SENTENCES, seconds: 5 })
  studio.providers.traits.batch = { lines: 2, around: 1 }
  const { translate } = studio.providers.does
  const asked: TextToTranslate[] = []
  studio.providers.does.translate = (text, options) => {
    asked.push(text)
    return translate(text, options)
  }
  return { ...studio, asked }
}

describe('a script is translated so many lines at a time', () => {
  test('with what is said around them, and comes out whole and in order', async () => {
    await using studio = await openBooth()
    const dub = whole((await studio.dub()).dubs)
    const seen = studio.asked.map(({ lines, before, after }) => [lines.map(({ id }) => id), before, after])
    expect(seen).toEqual([
      [[1, 2], [], ['five six.']],
      [[3, 4], ['three four.'], ['nine ten.']],
      [[5], ['seven eight.'], []],
    ])
    expect(dub.spoken.map(({ line }) => line.text)).toEqual(SENTENCES.map((text) => `${text}-es`))
  })

  test('each with the time that it has, and the characters that a voice says in it', async () => {
    await using studio = await openBooth()
    await studio.dub()
    for (const { lines } of studio.asked) {
      for (const { seconds, characters, speaker } of lines) {
        expect(seconds).toBeGreaterThanOrEqual(0.6)
        expect(characters).toBe(Math.floor(seconds * 16))
        expect(speaker).toBe(0)
      }
    }
  })

  test('and what a person should look at is said by its line', async () => {
    await using studio = await openBooth()
    const { translate } = studio.providers.does
    studio.providers.does.translate = async (text, options) => {
      const doubts = text.lines.filter(({ id }) => id === 3).map(({ id }) => ({ id, what: 'a number is missing' }))
      return { ...(await translate(text, options)), doubts }
    }
    expect(whole((await studio.dub()).dubs).warnings).toEqual(['Line 3: a number is missing.'])
  })

  test('where one batch fails the others are kept, and only that one is asked again', async () => {
    await using studio = await openBooth()
    const { translate } = studio.providers.does
    studio.providers.does.translate = (text, options) =>
      text.lines[0]?.id === 3 ? Promise.reject(new Failure('vendor', 'busy')) : translate(text, options)
    expect((await studio.dub()).dubs[0]).toMatchObject({ status: 'error', code: 'vendor', reason: 'busy' })
    studio.providers.does.translate = translate
    studio.asked.length = 0
    whole((await studio.dub()).dubs)
    expect(studio.asked.map(({ lines }) => lines[0]?.id)).toEqual([3])
  })
})

describe('a glossary', () => {
  test('goes along as far as its terms occur', async () => {
    await using studio = await openBooth()
    await studio.dub({ glossary: [term('three'), term('nine'), term('banana')] })
    expect(studio.asked.map(({ glossary }) => glossary.map((each) => each.term))).toEqual([['three'], [], ['nine']])
  })

  test('that gets a line about something else asks nothing anew', async () => {
    await using studio = await openBooth()
    await studio.dub({ glossary: [term('three')] })
    studio.count()
    studio.asked.length = 0
    await studio.dub({ glossary: [term('banana'), term('three')] })
    expect(studio.count()).toMatchObject({ translate: 0, speak: 0 })
    await studio.dub({ glossary: [term('banana'), term('three'), term('six')] })
    expect(studio.asked.map(({ lines }) => lines[0]?.id)).toEqual([3])
  })

  test('tells the transcriber which words to expect', async () => {
    await using studio = await openBooth()
    const terms: (readonly string[])[] = []
    const { transcribe } = studio.providers.does
    studio.providers.does.transcribe = (speech, options) => {
      terms.push(speech.terms)
      return transcribe(speech, options)
    }
    await studio.dub({ glossary: [term('three'), term('banana')] })
    expect(terms).toEqual([['banana', 'three']])
  })

  test('one who does not expect words gets none, and is not asked again for another glossary', async () => {
    await using studio = await openBooth()
    studio.providers.traits.expectsTerms = false
    const terms: (readonly string[])[] = []
    const { transcribe } = studio.providers.does
    studio.providers.does.transcribe = (speech, options) => {
      terms.push(speech.terms)
      return transcribe(speech, options)
    }
    await studio.dub({ glossary: [term('three')] })
    await studio.dub({ glossary: [term('nine')] })
    expect(terms).toEqual([[]])
  })

  test('that is not kept to is told by its row, without a word of it', async () => {
    await using studio = await openBooth()
    const { translate } = studio.providers.does
    studio.providers.does.translate = async (text, options) => {
      const doubts = text.lines.map(({ id }) => ({ id, what: 'a term of the glossary is missing' }))
      return { ...(await translate(text, options)), doubts }
    }
    const glossary = [{ ...term('three'), translations: { es: 'tres' }, row: 2 }]
    const { warnings } = (await studio.dub({ glossary })).dubs[0]!
    expect(warnings).toContainEqual(expect.stringMatching(/^Line \d: it lacks what row 2 of the glossary asks for\./))
    expect(warnings.join()).not.toMatch(/three|tres/)
  })

  test('that gets another translation is asked of the translator, and nothing is heard anew', async () => {
    await using studio = await openBooth()
    await studio.dub({ glossary: [{ ...term('three'), translations: { es: 'tres' } }] })
    studio.count()
    await studio.dub({ glossary: [{ ...term('three'), translations: { es: 'trío' } }] })
    expect(studio.count()).toMatchObject({ transcribe: 0, translate: 1 })
  })

  test.each([
    ['a column for another language', { translations: { es: 'three-dicho', fr: 'trois' } }],
    ['a column for every other language', { translations: { es: 'three-dicho', '*': 'three' } }],
    ['another row of its file', { row: 7 }],
    ['how a voice has to say it', { said: { es: 'zri', '*': 'sri' } }],
  ])('that gets %s asks the translator nothing anew', async (_what, more) => {
    await using studio = await openBooth()
    await studio.dub({ glossary: [term('three')] })
    studio.count()
    await studio.dub({ glossary: [{ ...term('three'), ...more }] })
    expect(studio.count()).toMatchObject({ transcribe: 0, translate: 0 })
  })

  test('that says otherwise in this language asks again', async () => {
    await using studio = await openBooth()
    await studio.dub({ glossary: [term('three')] })
    studio.count()
    await studio.dub({ glossary: [{ ...term('three'), translations: { es: 'tres' } }] })
    expect(studio.count()).toMatchObject({ translate: 1 })
  })
})

test('another variant of the translator is another question', async () => {
  await using studio = await openBooth()
  const translator = { id: 'fake', model: 'm1' }
  await studio.dub({ translator })
  await studio.dub({ translator: { ...translator, variant: '0123abcd' } })
  expect(studio.count()).toMatchObject({ transcribe: 1, translate: 6 })
  await studio.dub({ translator })
  expect(studio.count()).toMatchObject({ translate: 0 })
})

test('another register or context is another question, to the translator alone', async () => {
  await using studio = await openBooth()
  await studio.dub()
  studio.count()
  studio.asked.length = 0
  await studio.dub({ register: 'formal' })
  await studio.dub({ context: 'a lecture on bees' })
  expect(studio.asked.map(({ register, context }) => [register, context])).toEqual([
    ...Array.from({ length: 3 }, () => ['formal', null]),
    ...Array.from({ length: 3 }, () => [null, 'a lecture on bees']),
  ])
  expect(studio.count()).toEqual({ transcribe: 0, translate: 6, speak: 0 })
})
