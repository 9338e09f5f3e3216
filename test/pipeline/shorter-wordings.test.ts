import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { LineToShorten, Shortened, TextToShorten } from '../../src/ports/providers.ts'
import { tone } from '../rig/fake-providers.ts'
import { held, settled } from '../rig/held.ts'
import { openStudio, whole } from './studio.ts'

const WORDY = ' and so on and so on'
const PACE = 10

/** A studio where a translation has more words than there is time for, a voice says 10 characters a second, and the translator drops words from the end. */
async function openWordyStudio(shorter: (line: LineToShorten) => string | null = obedient) {
  const studio = await openStudio()
  const { does } = studio.providers
  does.translate = async ({ lines }) => ({ texts: lines.map(({ text }) => text + WORDY), units: {} })
  does.speak = async ({ text }) => tone([...text].length / PACE)
  does.shorten = async ({ lines }) => ({ texts: lines.map(shorter), units: { llm_input_tokens: 10 * lines.length } })
  return studio
}

const obedient = ({ wording, characters }: LineToShorten) => wording.slice(0, characters).trim()
const texts = (studio: Awaited<ReturnType<typeof openStudio>>) => studio.providers.calls.speak.map(({ text }) => text)

describe('lines that are too long when they are spoken', () => {
  test('are worded shorter and spoken anew until they fit', async () => {
    await using studio = await openWordyStudio()
    const { spoken, sync, warnings } = whole((await studio.dub()).dubs)
    expect(sync).toMatchObject({ over_bound: [], overlap: 0, lost: 0, rewritten: 4 })
    expect(sync.rate.max).toBeLessThanOrEqual(1.25 + 1e-9)
    expect(warnings).toEqual([])
    const { shorten } = studio.providers.calls
    for (const id of [1, 2, 3, 4]) {
      const asked = shorten.filter(({ lines }) => lines[0]?.id === id)
      expect(asked.length).toBeGreaterThan(0)
      expect(asked.length).toBeLessThanOrEqual(3)
    }
    expect(shorten[0]).toMatchObject({
      from: 'en',
      to: 'es',
      before: [],
      after: ['three four.', 'five six.'],
      lines: [
        {
          id: 1,
          speaker: 0,
          text: 'one two.',
          wording: `one two.${WORDY}`,
          seconds: 2.8,
          characters: expect.any(Number),
        },
      ],
    })
    for (const { line } of spoken) {
      expect(line.text).toBe(line.translated)
      expect(line.text.length).toBeLessThan(`${line.source}${WORDY}`.length)
      expect(texts(studio)).toContain(line.text)
    }
  })

  test('are asked for once: the next run recalls every round and pays nothing', async () => {
    await using studio = await openWordyStudio()
    const first = whole((await studio.dub()).dubs)
    const asked = studio.providers.calls.shorten.length
    studio.count()
    const second = whole((await studio.dub()).dubs)
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 0 })
    expect(studio.providers.calls.shorten).toHaveLength(asked)
    expect(second.spoken).toEqual(first.spoken)
  })

  test('are not asked for again, nor worded otherwise, where a person words one of them', async () => {
    await using studio = await openWordyStudio()
    const { spoken } = whole((await studio.dub()).dubs)
    const asked = studio.providers.calls.shorten.length
    const { source, text: delivered } = spoken[1]!.line
    const text = delivered.replace('t', 'T')
    studio.count()
    const second = whole((await studio.dub({ edits: { es: { 2: { source, text } } } })).dubs)
    expect(studio.providers.calls.shorten).toHaveLength(asked)
    expect(studio.count()).toMatchObject({ translate: 0, speak: 1 })
    expect(second.spoken.map(({ line }) => line.text)).toEqual(
      spoken.map(({ line }) => (line.id === 2 ? text : line.text)),
    )
  })

  test('are in the figures as far as they are still too long, with seconds and characters', async () => {
    await using studio = await openWordyStudio()
    expect(whole((await studio.dub()).dubs).sync.shorten).toEqual([])
    studio.providers.does.shorten = async ({ lines }) => ({ texts: lines.map(() => null), units: {} })
    const { sync } = whole((await studio.dub({ context: 'another question' })).dubs)
    expect(sync.shorten.map(({ line }) => line)).toEqual([1, 2, 3, 4])
    for (const { seconds, characters } of sync.shorten) {
      expect(seconds).toBeGreaterThan(1)
      expect(characters).toBeGreaterThanOrEqual(Math.floor(seconds * PACE))
      expect(characters).toBeLessThanOrEqual(Math.ceil(seconds * PACE) + 1)
    }
  })

  test('are those alone: what fits is neither asked for nor spoken again', async () => {
    await using studio = await openWordyStudio()
    studio.providers.does.translate = async ({ lines }) => ({
      texts: lines.map(({ id, text }) => (id === 3 ? text + WORDY.repeat(2) : text)),
      units: {},
    })
    const { sync, spoken } = whole((await studio.dub()).dubs)
    expect(studio.providers.calls.shorten.flatMap(({ lines }) => lines.map(({ id }) => id))).toContain(3)
    expect(sync.rewritten).toBe(1)
    expect(spoken.map(({ line }) => line.text === line.source)).toEqual([true, true, false, true])
    expect(texts(studio).filter((text) => !text.startsWith('five'))).toHaveLength(3)
  })

  test('stay where a person worded them, who is told by how many characters they are too long', async () => {
    await using studio = await openWordyStudio()
    const text = `tres cuatro${WORDY}${WORDY}`
    const { spoken, warnings } = whole(
      (await studio.dub({ edits: { es: { 2: { source: 'three four.', text } } } })).dubs,
    )
    expect(studio.providers.calls.shorten.flatMap(({ lines }) => lines.map(({ id }) => id))).not.toContain(2)
    expect(spoken[1]?.line).toMatchObject({ text, translated: `three four.${WORDY}` })
    expect(warnings).toContainEqual(
      expect.stringMatching(/^Too long, and left as a person worded them: 2 \(by \d+ characters\)\./),
    )
  })

  test.each([
    ['no shorter', ({ wording }: LineToShorten) => wording],
    ['longer', ({ wording }: LineToShorten) => `${wording} and on`],
    ['empty', () => '  '],
    ['nothing', () => null],
  ])('stay as they are where the answer is %s, and nobody asks for ever', async (_what, shorter) => {
    await using studio = await openWordyStudio(shorter)
    const { spoken, sync, warnings } = whole((await studio.dub()).dubs)
    expect(studio.providers.calls.shorten).toHaveLength(4)
    expect(spoken.map(({ line }) => line.text)).toEqual(spoken.map(({ line }) => line.source + WORDY))
    expect(sync).toMatchObject({ rewritten: 0, over_bound: [1, 2, 3, 4] })
    expect(warnings).toContainEqual(expect.stringMatching(/^Line 1 is played at 2\.88 times its speed/))
    await studio.dub()
    expect(studio.providers.calls.shorten).toHaveLength(4)
  })

  test('are a failure with --strict only where no shorter wording helps', async () => {
    await using studio = await openWordyStudio()
    whole((await studio.dub({ strict: true })).dubs)
    studio.providers.does.shorten = async ({ lines }) => ({ texts: lines.map(() => null), units: {} })
    const { dubs } = await studio.dub({ strict: true, take: 2, context: 'another question' })
    expect(dubs[0]).toMatchObject({ status: 'error', code: 'partial' })
  })

  test('are spoken fast where the translator fails, which is said', async () => {
    await using studio = await openWordyStudio()
    studio.providers.does.shorten = () => Promise.reject(new Failure('vendor', 'busy'))
    const { sync, warnings } = whole((await studio.dub()).dubs)
    expect(sync.over_bound).toEqual([1, 2, 3, 4])
    expect(warnings).toContainEqual('Not all lines that are too long could be worded shorter. busy')
  })

  test('keep their clip where the shorter wording cannot be said', async () => {
    await using studio = await openWordyStudio()
    const { speak } = studio.providers.does
    studio.providers.does.speak = async (line, options) => {
      if (!line.text.endsWith(WORDY)) throw new Failure('vendor', 'hoarse')
      return speak(line, options)
    }
    const { sync, warnings } = whole((await studio.dub()).dubs)
    expect(sync.rewritten).toBe(0)
    expect(warnings).toContainEqual('Not all shorter wordings could be spoken. hoarse')
  })

  test('a translator that words nothing shorter is not asked, and a person is', async () => {
    await using studio = await openWordyStudio()
    studio.providers.does.shorten = undefined
    const { warnings, sync } = whole((await studio.dub()).dubs)
    expect(sync.over_bound).toEqual([1, 2, 3, 4])
    expect(warnings).toContainEqual(expect.stringMatching(/^Too long: 1 \(by \d+ characters\).*script\.json\.$/))
  })
})

describe('a round', () => {
  const PAID = { translator: { id: 'openai', model: 'gpt-6-luna' }, synthesizers: { es: { id: 'fake', model: 'm1' } } }

  test('is billed, and noted as a step of the line that it begins with', async () => {
    await using studio = await openWordyStudio()
    const { events, dubbed } = studio.start(PAID)
    await dubbed
    const made = events.filter((event) => event.event === 'step-made' && event.stage === 'shorten')
    expect(made).toHaveLength(studio.providers.calls.shorten.length)
    const usd = expect.closeTo((10 * 0.1) / 1e6, 12)
    expect(made[0]).toMatchObject({ language: 'es', line: 1, paid: { units: { llm_input_tokens: 10 }, usd } })
  })

  test('is not begun where it would cost too much, which is said: what is spoken is delivered', async () => {
    await using studio = await openWordyStudio()
    studio.providers.does.translate = async ({ lines }) => ({
      texts: lines.map(({ text }) => text + WORDY),
      units: { llm_input_tokens: 10_000 },
    })
    const prices = {
      ...PAID,
      transcriber: { id: 'pocketsphinx', model: '1' },
      synthesizers: { es: { id: 'espeak-ng', model: '1' } },
    }
    const { sync, warnings } = whole((await studio.start(prices, { maxCost: 0.0011 }).dubbed).dubs)
    expect(sync).toMatchObject({ rewritten: 0, over_bound: [1, 2, 3, 4] })
    expect(warnings).toContainEqual(
      expect.stringMatching(/^Not all lines that are too long could be worded shorter\. .*--max-cost 0\.0011/),
    )
    expect(studio.providers.calls.shorten).toEqual([])
    expect(studio.count()).toMatchObject({ translate: 1, speak: 4 })
    const more = whole((await studio.start(prices, { maxCost: 1 }).dubbed).dubs)
    expect(more.sync.rewritten).toBe(4)
    expect(texts(studio).filter((text) => text.endsWith(WORDY))).toEqual([])
  })

  test('takes nothing from what another language is yet to be spoken with', async () => {
    await using studio = await openWordyStudio()
    const by = { id: 'deepgram', model: 'aura-2' }
    const prices = {
      transcriber: { id: 'pocketsphinx', model: '1' },
      translator: { id: 'apertium', model: '1' },
      synthesizers: { es: by, fr: by },
      languages: ['es', 'fr'],
    }
    await studio.start(prices, { until: 'translate' }).dubbed
    const { calls } = await studio.estimate(prices)
    const maxCost = calls.reduce((sum, { usd = 0 }) => sum + usd, 0) + 1e-9
    const { dubs } = await studio.start(prices, { maxCost }).dubbed
    for (const language of ['es', 'fr']) {
      const { sync, warnings } = whole(dubs, language)
      expect(sync.rewritten).toBe(0)
      expect(warnings).toContainEqual(expect.stringMatching(/^Not all shorter wordings could be spoken\. .*--max-cost/))
    }
  })

  test('goes on where it was stopped', async () => {
    await using studio = await openWordyStudio()
    const { shorten } = studio.providers.does
    const answers = held<TextToShorten, Shortened>()
    studio.providers.does.shorten = (text) => answers.ask(text)
    const { dubbed } = studio.start()
    const outcome = expect(dubbed).rejects.toMatchObject({ code: 'interrupted' })
    await answers.next()
    await settled()
    studio.stop.requested = true
    const paid = answers.calls.map(({ question }) => question.lines.map(obedient))
    for (const [index, { answer }] of answers.calls.entries()) answer({ texts: paid[index]!, units: {} })
    await outcome
    studio.stop.requested = false
    studio.providers.does.shorten = shorten
    const asked = studio.providers.calls.shorten.length
    studio.count()
    whole((await studio.dub()).dubs)
    expect(paid.flat()).toContain(studio.providers.calls.shorten[asked]?.lines[0]?.wording)
    expect(studio.count()).toMatchObject({ translate: 0 })
    expect(texts(studio).filter((text) => text.endsWith(WORDY))).toEqual([])
  })

  test('never lets the lines done be fewer than before, nor more than there are', async () => {
    await using studio = await openWordyStudio()
    const { events, dubbed } = studio.start()
    await dubbed
    const told = events.flatMap((event) => (event.event === 'stage' && event.stage === 'dubbing' ? [event] : []))
    expect(told.length).toBeGreaterThan(8)
    for (const [index, { done, total }] of told.entries()) {
      expect(done).toBeGreaterThanOrEqual(told[index - 1]?.done ?? 0)
      expect(done).toBeLessThanOrEqual(total)
    }
    expect(told.at(-1)).toMatchObject({ done: told.at(-1)?.total })
  })
})
