import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { usageMeter } from '../../src/jobs/usage.ts'
import type { RunEvent } from '../../src/pipeline/events.ts'
import { tone } from '../rig/fake-providers.ts'
import { openStudio, whole } from './studio.ts'

const by = { id: 'deepgram', model: 'aura-2' }
/** The four lines have 11, 14, 12 and 15 characters. */
const PAID = {
  transcriber: { id: 'pocketsphinx', model: 'm1' },
  translator: { id: 'apertium', model: 'm1' },
  synthesizers: { es: by, fr: by },
}
const cost = (characters: number) => (characters * 0.03) / 1000

/** A studio whose Spanish voice fails at the first line, after so many characters. */
async function openHoarse(characters: number) {
  const studio = await openStudio()
  const { speak } = studio.providers.does
  studio.providers.does.speak = (line, options) =>
    line.text === 'one two.-es'
      ? Promise.reject(new Failure('vendor', 'hoarse', { spent: { tts_characters: characters } }))
      : speak(line, options)
  return studio
}

const failed = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.event === 'step-failed' ? [event.paid] : []))

describe('what was asked in vain', () => {
  test('is told with its price, and counts in what the language cost', async () => {
    await using studio = await openHoarse(30)
    const { events, dubbed } = studio.start(PAID)
    expect((await dubbed).dubs[0]).toMatchObject({ status: 'error' })
    expect(failed(events)).toEqual([{ by, units: { tts_characters: 30 }, usd: expect.closeTo(cost(30), 9) }])
    const meter = usageMeter(['es'])
    for (const event of events) meter.hear(event)
    // Lines 2 to 4 were under way, and are kept. The first is no call that was made.
    expect(meter.of('es')).toMatchObject({ tts_characters: 71, usd: expect.closeTo(cost(71), 9) })
  })

  test('counts in the budget: a later call is refused', async () => {
    const both = { ...PAID, languages: ['es', 'fr'] }
    await using refused = await openHoarse(30)
    await expect(refused.start(both, { maxCost: cost(100) }).dubbed).rejects.toMatchObject({ code: 'budget' })
    await using enough = await openHoarse(30)
    whole((await enough.start(both, { maxCost: cost(124) }).dubbed).dubs, 'fr')
  })

  test('is nothing where the vendor was not asked', async () => {
    await using studio = await openHoarse(0)
    const { events, dubbed } = studio.start(PAID)
    await dubbed
    expect(failed(events)).toMatchObject([{ usd: 0 }])
  })

  test('is both takes of a line that came out silent', async () => {
    await using studio = await openStudio({ sentences: ['one two.'] })
    studio.providers.does.speak = async () => tone(0.5, 0)
    const { events, dubbed } = studio.start(PAID)
    await dubbed
    expect(failed(events)).toMatchObject([{ units: { tts_characters: 22 }, usd: expect.closeTo(cost(22), 9) }])
  })

  test('is what a line had before its next part failed', async () => {
    await using studio = await openStudio({ sentences: ['one two, three four.'] })
    studio.providers.traits.longest = 15
    const { speak } = studio.providers.does
    studio.providers.does.speak = (line, options) =>
      line.text.startsWith('one') ? speak(line, options) : Promise.reject(new Failure('vendor', 'hoarse'))
    const { events, dubbed } = studio.start(PAID)
    await dubbed
    expect(failed(events)).toMatchObject([{ units: { tts_characters: 'one two,'.length } }])
  })

  test('is also what was answered and could not be kept', async () => {
    await using studio = await openStudio({ sentences: ['one two.'] })
    const keep = studio.memo.keep.bind(studio.memo)
    studio.memo.keep = (answered, output) =>
      answered.stage === 'speak' ? Promise.reject(new Failure('config', 'The disk is full.')) : keep(answered, output)
    const { events, dubbed } = studio.start(PAID)
    await expect(dubbed).rejects.toMatchObject({ code: 'config' })
    expect(failed(events)).toMatchObject([{ units: { tts_characters: 11 }, usd: expect.closeTo(cost(11), 9) }])
  })

  test('is a translation with a line too few', async () => {
    await using studio = await openStudio()
    const units = { llm_input_tokens: 1000, llm_output_tokens: 100 }
    studio.providers.does.translate = async () => ({ texts: ['uno'], units })
    const { events, dubbed } = studio.start({ translator: { id: 'openai', model: 'gpt-6-luna' } })
    await dubbed
    expect(failed(events)).toMatchObject([{ units, usd: expect.closeTo(0.00015, 9) }])
  })
})

describe('a price that nobody knows', () => {
  const unknown = {
    transcriber: { id: 'deepgram', model: 'nova-3' },
    synthesizers: { es: { id: 'deepgram', model: 'aura-9' } },
    translator: { id: 'apertium', model: 'm1' },
  }
  const said = (events: readonly RunEvent[]) =>
    events.flatMap((event) => (event.event === 'warning' ? [event.message] : []))

  test('is refused where a cost is to be kept, before anybody is asked', async () => {
    await using studio = await openStudio()
    await expect(studio.start(unknown, { maxCost: 1000 }).dubbed).rejects.toMatchObject({
      code: 'budget',
      message: 'The price of deepgram (aura-9) is not known, so that --max-cost cannot be kept.',
      hint: expect.stringContaining('--max-cost'),
    })
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 0 })
  })

  test('is said once without one, and what the rest costs is counted', async () => {
    await using studio = await openStudio({ seconds: 60 })
    const { events, dubbed } = studio.start(unknown)
    whole((await dubbed).dubs)
    expect(said(events)).toEqual(['The price of deepgram (aura-9) is not known: the cost is without it.'])
    const meter = usageMeter(['es'])
    for (const event of events) meter.hear(event)
    expect(meter.of('es')).toMatchObject({ tts_characters: 52, usd: expect.closeTo(0.0097, 9) })
  })

  test('is no matter where all is known already', async () => {
    await using studio = await openStudio()
    whole((await studio.start(unknown).dubbed).dubs)
    const { events, dubbed } = studio.start(unknown, { maxCost: 0 })
    whole((await dubbed).dubs)
    expect(said(events)).toEqual([])
  })
})
