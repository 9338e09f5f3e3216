import { readFile, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { Transcriber } from '../../src/ports/providers.ts'
import { writeWav } from '../../src/sound/wav.ts'
import { spoken } from '../rig/fake-providers.ts'
import { openStudio } from './studio.ts'

const RATE = 16_000

/** Speech for a hundred seconds, with a pause of a second around each of these. */
function speechWithPauses(pauses: readonly number[]): Float32Array {
  return Float32Array.from({ length: 100 * RATE }, (_, index) => {
    const second = index / RATE
    const pausing = pauses.some((pause) => Math.abs(second - pause) < 0.5)
    return pausing ? 0 : 0.3 * Math.sin((2 * Math.PI * 440 * index) / RATE)
  })
}

/** A studio whose transcriber takes 40 s at a time, and a recording of 100 s with pauses at 30 and 65 s. */
async function longTalk() {
  const studio = await openStudio({ seconds: 100 })
  const { providers, media } = studio
  providers.traits.takes = { format: 'opus', sampleRate: RATE, longest: 40 }
  media.does.listen = async (_track, { path }) => {
    await writeFile(path, writeWav(speechWithPauses([30, 65]), RATE))
    return { samples: 100 * 44_100, sampleRate: 44_100 }
  }
  const asked: string[] = []
  /** By where each piece begins. */
  const broken = new Set<number>()
  const hear: Transcriber['transcribe'] = async ({ path }) => {
    const piece = await readFile(path, 'utf8')
    asked.push(piece)
    const [from] = /\d+/.exec(piece) ?? []
    const start = Number(from) / RATE
    if ([...broken].some((place) => Math.abs(start - place) < 1)) throw new Failure('vendor', 'busy')
    return { language: 'en', words: spoken([`word ${Math.round(start)}.`]), unsure: [{ start: 2, end: 4 }] }
  }
  providers.does.transcribe = hear
  return { ...studio, asked, broken, transcribed: () => studio.start({}, { until: 'transcribe' }) }
}

describe('a recording that is longer than the transcriber takes', () => {
  test('is cut in pauses, each piece heard by itself, and their words are joined in the time of the whole', async () => {
    await using studio = await longTalk()
    const { events, dubbed } = studio.transcribed()
    const { lines } = (await dubbed).transcript
    const pieces = studio.media.calls.compress
    expect(pieces).toHaveLength(3)
    expect(pieces[0]?.from).toBe(0)
    expect(pieces.slice(1).map(({ from }) => from)).toEqual(pieces.slice(0, -1).map(({ to }) => to))
    expect(pieces.at(-1)?.to).toBe(100 * RATE)
    const starts = pieces.map(({ from }) => from / RATE)
    expect(Math.abs(starts[1]! - 30)).toBeLessThan(0.3)
    expect(Math.abs(starts[2]! - 65)).toBeLessThan(0.3)
    expect(lines.map(({ id, text }) => [id, text])).toEqual([
      [1, 'word 0.'],
      [2, 'word 30.'],
      [3, 'word 65.'],
    ])
    expect(lines.map(({ start }) => start)).toEqual(starts.map((start) => expect.closeTo(start, 6)))
    expect(lines.map(({ end }) => end)).toEqual(starts.map((start) => expect.closeTo(start + 0.6, 6)))
    const told = events.flatMap((event) => (event.event === 'warning' ? [event.message] : []))
    expect(told).toContainEqual(expect.stringContaining('heard in 3 pieces'))
    expect(told).toContainEqual(expect.stringContaining('between 2.0 s and 4.0 s'))
    expect(told.filter((message) => message.includes('was not understood'))).toHaveLength(3)
  })

  test('after one piece has failed the others are kept, and only that one is heard again', async () => {
    await using studio = await longTalk()
    studio.broken.add(30)
    await expect(studio.transcribed().dubbed).rejects.toMatchObject({ code: 'vendor' })
    expect(studio.asked).toHaveLength(3)
    studio.asked.length = 0
    studio.broken.clear()
    const { lines } = (await studio.transcribed().dubbed).transcript
    expect(lines).toHaveLength(3)
    expect(studio.asked).toHaveLength(1)
    expect(studio.media.calls.compress).toHaveLength(3)
  })

  test('is paid for by the length of each piece', async () => {
    await using studio = await longTalk()
    const { events, dubbed } = studio.transcribed()
    await dubbed
    const paid = events.flatMap((event) => (event.event === 'step-made' && event.paid ? [event.paid.units] : []))
    expect(paid).toHaveLength(3)
    expect(paid.reduce((sum, { stt_seconds = 0 }) => sum + stt_seconds, 0)).toBeCloseTo(100, 6)
  })

  test('speaks the language that is heard in the first piece in which anybody speaks', async () => {
    await using studio = await longTalk()
    const { transcribe } = studio.providers.does
    studio.providers.does.transcribe = async (speech, options) => {
      const heard = await transcribe(speech, options)
      const first = heard.words[1]?.text === '0.'
      return first ? { language: 'fr', words: [] } : { ...heard, language: 'de' }
    }
    expect((await studio.transcribed().dubbed).transcript.language).toBe('de')
  })
})

test('a short recording for a transcriber that takes Opus is one piece, decoded and compressed at once', async () => {
  await using studio = await openStudio()
  const formats: (string | undefined)[] = []
  const { listen } = studio.media.does
  studio.media.does.listen = async (track, file, options) => {
    formats.push(file.format)
    return listen(track, file, options)
  }
  studio.providers.traits.takes = { format: 'opus', sampleRate: RATE, longest: Infinity }
  await studio.start({}, { until: 'transcribe' }).dubbed
  expect(formats).toEqual(['opus'])
  expect(studio.media.calls.compress).toEqual([])
  expect(studio.count().transcribe).toBe(1)
})

test('one for a transcriber that takes WAV is given as it is', async () => {
  await using studio = await openStudio()
  await studio.start({}, { until: 'transcribe' }).dubbed
  expect(studio.media.calls.compress).toEqual([])
})
