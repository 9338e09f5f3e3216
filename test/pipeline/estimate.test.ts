import { describe, expect, test } from 'vitest'
import type { DubRequest } from '../../src/dub/request.ts'
import type { Estimate } from '../../src/pipeline/events.ts'
import { openStudio } from './studio.ts'

const PAID = {
  transcriber: { id: 'deepgram', model: 'nova-3' },
  translator: { id: 'openai', model: 'gpt-6-luna' },
  synthesizers: { es: { id: 'deepgram', model: 'aura-2' }, fr: { id: 'deepgram', model: 'aura-2' } },
}

type Studio = Awaited<ReturnType<typeof openStudio>>

/** What a dub would cost. Nobody is asked. */
async function estimateOf(studio: Studio, part: Partial<DubRequest> = {}): Promise<Estimate> {
  studio.count()
  const estimate = await studio.estimate({ ...PAID, ...part })
  expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 0 })
  return estimate
}

const of = ({ calls }: Estimate, stage: string, language: string | null = 'es') =>
  calls.find((each) => each.stage === stage && each.language === language)!

describe('of a recording that nobody has heard yet', () => {
  test('its length is all there is to go by, and that is said', async () => {
    await using studio = await openStudio({ seconds: 60 })
    const estimate = await estimateOf(studio)
    expect(estimate.exact).toBe(false)
    const heard = of(estimate, 'transcribe', null)
    expect(heard).toMatchObject({ made: 1, recalled: 0, units: { stt_seconds: 60 } })
    expect(heard.usd).toBeCloseTo(0.0097, 6)
    // A minute of English is about 765 characters, if it is speech for 85 % of the time.
    const { units, made, usd } = of(estimate, 'speak')
    expect(units.tts_characters).toBeGreaterThan(600)
    expect(units.tts_characters).toBeLessThan(1000)
    expect(usd).toBeCloseTo((units.tts_characters! * 0.03) / 1000, 9)
    expect(made).toBe(12)
    expect(of(estimate, 'translate').usd).toBeGreaterThan(0)
  })

  test('the transcript is paid for once, however many languages', async () => {
    await using studio = await openStudio()
    const { calls } = await estimateOf(studio, { languages: ['es', 'fr'] })
    expect(calls.map(({ stage, language }) => [stage, language])).toEqual([
      ['transcribe', null],
      ['translate', 'es'],
      ['speak', 'es'],
      ['translate', 'fr'],
      ['speak', 'fr'],
    ])
  })

  test('of an empty one nothing is made up', async () => {
    await using studio = await openStudio({ seconds: 0.5 })
    expect(of(await estimateOf(studio), 'speak').made).toBe(1)
  })
})

describe('of a recording that was heard', () => {
  test('the lines are known', async () => {
    await using studio = await openStudio()
    await studio.start(PAID, { until: 'transcribe' }).dubbed
    const estimate = await estimateOf(studio)
    expect(estimate.exact).toBe(true)
    expect(of(estimate, 'transcribe', null)).toMatchObject({ made: 0, recalled: 1, units: {}, usd: 0 })
    expect(of(estimate, 'translate')).toMatchObject({ made: 1, recalled: 0 })
    const source = ['one two.', 'three four.', 'five six.', 'seven eight.'].join('').length
    expect(of(estimate, 'speak')).toMatchObject({ made: 4, units: { tts_characters: source } })
  })

  test('the texts are known where it was translated, and the price to the character', async () => {
    await using studio = await openStudio()
    await studio.start(PAID, { until: 'translate' }).dubbed
    const estimate = await estimateOf(studio)
    expect(of(estimate, 'translate')).toMatchObject({ made: 0, recalled: 1, usd: 0 })
    expect(of(estimate, 'speak')).toMatchObject({ made: 4, units: { tts_characters: 52 } })
    expect(of(estimate, 'speak').usd).toBeCloseTo(0.00156, 9)
  })

  test('what is remembered is free, line by line; an edited line is not remembered', async () => {
    await using studio = await openStudio()
    await studio.dub(PAID)
    expect(of(await estimateOf(studio), 'speak')).toMatchObject({ made: 0, recalled: 4, usd: 0 })
    const edits = { es: { 2: { source: 'three four.', text: 'tres y cuatro.' } } }
    const edited = of(await estimateOf(studio, { edits }), 'speak')
    expect(edited).toMatchObject({ made: 1, recalled: 3, units: { tts_characters: 14 } })
    expect(of(await estimateOf(studio, { take: 2 }), 'speak')).toMatchObject({ made: 4, recalled: 0 })
  })

  test('what is said twice in the same voice is paid for once', async () => {
    await using studio = await openStudio({ sentences: ['yes yes.', 'no no.', 'yes yes.', 'no no.'] })
    await studio.start(PAID, { until: 'translate' }).dubbed
    expect(of(await estimateOf(studio), 'speak')).toMatchObject({ made: 2, units: { tts_characters: 20 } })
  })
})

describe('of a dub that stops for a person to look it over', () => {
  const stages = async (studio: Studio, until: 'transcribe' | 'translate') => {
    const { events, dubbed } = studio.start(PAID, { until })
    await dubbed
    const [told] = events.flatMap((event) => (event.event === 'estimated' ? [event.estimate] : []))
    return told!.calls.map(({ stage, by }) => [stage, by.id])
  }

  test('nothing after that is counted', async () => {
    await using studio = await openStudio()
    expect(await stages(studio, 'transcribe')).toEqual([['transcribe', 'deepgram']])
    expect(await stages(studio, 'translate')).toEqual([
      ['transcribe', 'deepgram'],
      ['translate', 'openai'],
    ])
  })

  test('a price that is not known matters only where it would be paid', async () => {
    await using studio = await openStudio()
    const unknown = { ...PAID, synthesizers: { es: { id: 'deepgram', model: 'aura-9' } } }
    await studio.start(unknown, { until: 'translate', maxCost: 1 }).dubbed
    await expect(studio.start(unknown, { maxCost: 1 }).dubbed).rejects.toMatchObject({ code: 'budget' })
  })
})

test('what is said twice is not one line where nobody knows the texts', async () => {
  await using studio = await openStudio({ seconds: 60 })
  expect(of(await estimateOf(studio), 'speak').made).toBe(12)
})

test('a price that nobody knows is not zero', async () => {
  await using studio = await openStudio()
  const unknown = { synthesizers: { es: { id: 'deepgram', model: 'aura-9' } } }
  expect(of(await estimateOf(studio, unknown), 'speak')).toMatchObject({ made: expect.any(Number), usd: undefined })
  await studio.dub({ ...PAID, ...unknown })
  expect(of(await estimateOf(studio, unknown), 'speak')).toMatchObject({ made: 0, usd: 0 })
})

test('it asks nobody', async () => {
  await using studio = await openStudio()
  studio.providers.does.transcribe = () => Promise.reject(new Error('asked'))
  const { events, dubbed } = studio.start(PAID)
  await expect(dubbed).rejects.toThrow()
  const named = events.map(({ event }) => event)
  const asked = events.findIndex((event) => event.event === 'step-started' && event.stage === 'transcribe')
  expect(asked).toBeGreaterThan(named.indexOf('estimated'))
  expect(studio.count()).toEqual({ transcribe: 1, translate: 0, speak: 0 })
})
