import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { budgetOf } from '../../src/pipeline/budget.ts'
import type { RunEvent } from '../../src/pipeline/events.ts'
import { startRun } from '../../src/pipeline/run.ts'
import { speak } from '../../src/pipeline/stages/speak.ts'
import { readWav } from '../../src/sound/wav.ts'
import { fakeMedia } from '../rig/fake-media.ts'
import { fakeProviders, tone } from '../rig/fake-providers.ts'
import { memoryBlobs, memoryMemo, memoryScratch } from '../rig/memory-stores.ts'
import { settableClock } from '../rig/settable-clock.ts'

function setUp() {
  const clock = settableClock()
  const blobs = memoryBlobs('/nowhere')
  const providers = fakeProviders({ language: 'en', words: [] })
  const signal = new AbortController().signal
  const tools = { blobs, scratch: memoryScratch('/nowhere'), providers, media: fakeMedia(), signal }
  const events: RunEvent[] = []
  const parts = { memo: memoryMemo(clock), tools, clock, stop: { requested: false }, budget: budgetOf(Infinity) }
  const run = startRun({ ...parts, emit: (event) => events.push(event) })
  const by = { id: 'deepgram', model: 'aura-2' }
  const say = (text: string) => run.step(speak, { text, voice: 'celeste', language: 'es', take: 1, by })
  const asked = () => providers.calls.speak.map(({ text }) => text)
  const soundOf = (digest: string) => readWav(blobs.kept.get(digest)!)
  return { providers, events, say, asked, soundOf }
}

const LONG = 'Uno dos tres cuatro, cinco seis siete ocho.'

describe('a line that is longer than the synthesizer takes', () => {
  test('is spoken in parts, which are joined with a short pause', async () => {
    const { providers, say, asked, soundOf } = setUp()
    providers.traits.longest = 25
    providers.does.speak = async () => tone(1)
    const { audio, seconds, units } = await say(LONG)
    expect(asked()).toEqual(['Uno dos tres cuatro,', 'cinco seis siete ocho.'])
    expect(units).toEqual({ tts_characters: 42 })
    expect(seconds).toBeCloseTo(2.12, 1)
    const { samples, sampleRate } = soundOf(audio.digest)
    expect(sampleRate).toBe(48_000)
    expect(samples.length / sampleRate).toBeCloseTo(seconds, 6)
    const middle = samples.slice(Math.round(1.03 * 48_000), Math.round(1.09 * 48_000))
    expect(Math.max(...middle.map(Math.abs))).toBeLessThan(0.01)
  })

  test('has no gap where a part fails: the whole line does', async () => {
    const { providers, say } = setUp()
    providers.traits.longest = 25
    providers.does.speak = async ({ text }) => {
      if (text.startsWith('cinco')) throw new Failure('vendor', 'hoarse')
      return tone(1)
    }
    await expect(say(LONG)).rejects.toMatchObject({ code: 'vendor', message: 'hoarse' })
  })
})

describe('an answer that cannot be this text', () => {
  test.each([
    ['silence', tone(1, 0)],
    ['nothing at all', { container: 'none' as const, bytes: new Uint8Array(), sampleRate: 24_000 }],
    ['a sound that is too short', tone(0.2)],
    ['a sound that is too long', tone(15)],
  ])('%s is asked for once more, and both are paid for', async (_what, odd) => {
    const { providers, events, say, asked } = setUp()
    providers.does.speak = async () => (asked().length === 1 ? odd : tone(2.5))
    const { seconds, units } = await say(LONG)
    expect(seconds).toBeCloseTo(2.5, 1)
    expect(asked()).toEqual([LONG, LONG])
    expect(units).toEqual({ tts_characters: 2 * LONG.length })
    const paid = events.flatMap((event) => (event.event === 'step-made' ? [event.paid] : []))
    expect(paid).toMatchObject([{ units, usd: expect.closeTo((2 * LONG.length * 0.03) / 1000, 9) }])
  })

  test.each([
    [tone(1, 0), /^deepgram gave back silence, 2 times\.$|^fake gave back silence, 2 times\.$/],
    [tone(15), /gave back 1[45]\.\d s of sound for a text of 43 characters, 2 times\.$/],
  ])('twice is a failure that says so, without the text', async (odd, message) => {
    const { providers, say, asked } = setUp()
    providers.does.speak = async () => odd
    const failure = { code: 'vendor', message: expect.stringMatching(message) }
    await expect(say(LONG)).rejects.toMatchObject(failure)
    await expect(say(LONG)).rejects.not.toMatchObject({ message: expect.stringMatching(/uno|seis/i) })
    expect(asked()).toHaveLength(4)
  })

  test('a short word may be as short as it likes', async () => {
    const { providers, say, asked } = setUp()
    providers.does.speak = async () => tone(0.15)
    await say('No.')
    expect(asked()).toHaveLength(1)
  })
})

test('bare samples are taken at their rate', async () => {
  const { providers, say, soundOf } = setUp()
  const bytes = new Uint8Array(
    Int16Array.from({ length: 48_000 }, (_, index) => 9000 * Math.sin((2 * Math.PI * 440 * index) / 24_000)).buffer,
  )
  providers.does.speak = async () => ({ container: 'none', bytes, sampleRate: 24_000 })
  const { audio, seconds } = await say('Hola a todos.')
  expect(seconds).toBeCloseTo(2, 1)
  expect(Math.max(...soundOf(audio.digest).samples)).toBeCloseTo(9000 / 32_768, 1)
})

test('what the vendor billed counts, where it says so', async () => {
  const { providers, say } = setUp()
  providers.does.speak = async () => ({ ...tone(0.5), units: { tts_text_tokens: 3, tts_audio_tokens: 20 } })
  expect((await say('Hola.')).units).toEqual({ tts_text_tokens: 3, tts_audio_tokens: 20 })
})
