import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clip, Schedule } from '../../src/dub/speech.ts'
import type { LongLine } from '../../src/pipeline/script/shorten-question.ts'
import { type Fitted, rewriteRounds } from '../../src/pipeline/speech/rewrite-rounds.ts'

const SECONDS_PER_CHARACTER = 0.1

/** A clip of a wording that is said unhurriedly, and in no sound. */
function clipOf(wording: string, each = SECONDS_PER_CHARACTER): Clip {
  return { audio: { digest: wording, type: 'audio/wav', size: 1 }, seconds: [...wording].length * each }
}

/** Each line has so many seconds of its own: what its clip has more is too much. */
function fitInto(slots: readonly number[]) {
  return (clips: readonly Clip[]): Schedule => ({
    placements: clips.map(({ seconds }, index) => ({ start: index, rate: 1, seconds })),
    overBound: [],
    shorten: clips.flatMap(({ seconds }, index) =>
      seconds > slots[index]! + 1e-9 ? [{ index, seconds: seconds - slots[index]! }] : [],
    ),
  })
}

/** Lines of so many letters in slots of so many seconds, and what is asked about them. */
function world(lengths: readonly number[], slots: readonly number[], own: readonly number[] = []) {
  const asked: (readonly LongLine[])[] = []
  const spoken: number[][] = []
  const place = fitInto(slots)
  const wordings = lengths.map((length, index) => String.fromCharCode(97 + (index % 26)).repeat(length))
  const clips = wordings.map((wording) => clipOf(wording))
  const first: Fitted = { wordings, clips, schedule: place(clips) }
  const run = (
    shorter: (line: LongLine) => string | undefined,
    voice: (wording: string) => Clip | undefined = (wording) => clipOf(wording),
  ) =>
    rewriteRounds(first, {
      fit: place,
      mayReword: (index) => !own.includes(index),
      async reword(long) {
        asked.push(long)
        return new Map(
          long.flatMap((line) => {
            const wording = shorter(line)
            return wording === undefined ? [] : [[line.index, wording] as const]
          }),
        )
      },
      async respeak(words) {
        spoken.push([...words.keys()])
        return new Map(
          [...words].flatMap(([index, wording]) => {
            const clip = voice(wording)
            return clip ? [[index, clip] as const] : []
          }),
        )
      },
    })
  return { first, run, asked, spoken, indices: () => asked.map((round) => round.map(({ index }) => index)) }
}

const obedient = ({ wording, characters }: LongLine) => wording.slice(0, characters)

describe('lines that are too long', () => {
  test('are asked for alone, with what they took and should take, and spoken alone', async () => {
    const { first, run, asked, spoken } = world([10, 40, 10, 26], [2, 3, 2, 2])
    const best = await run(obedient)
    expect(asked).toEqual([
      [
        { index: 1, wording: 'b'.repeat(40), seconds: 4, wanted: 2.75, characters: 27 },
        { index: 3, wording: 'd'.repeat(26), seconds: 2.6, wanted: 1.75, characters: 17 },
      ],
    ])
    expect(spoken).toEqual([[1, 3]])
    expect(best.wordings.map(({ length }) => length)).toEqual([10, 27, 10, 17])
    expect(best.schedule.shorten).toEqual([])
    expect(best.clips[0]).toBe(first.clips[0])
  })

  test('by less than is heard are none, and a clip that is shorter by less is not taken', async () => {
    const least = world([21, 20], [2.06, 2])
    expect(await least.run(obedient)).toBe(least.first)
    expect(least.asked).toEqual([])
    const { first, run, spoken } = world([40], [3])
    expect(await run(obedient, (wording) => ({ ...clipOf(wording), seconds: 3.96 }))).toBe(first)
    expect(spoken).toEqual([[0]])
  })

  test('are none: nobody is asked', async () => {
    const { first, run, asked } = world([10, 20], [2, 2])
    expect(await run(obedient)).toBe(first)
    expect(asked).toEqual([])
  })

  test('are asked for again while they are, with the new wording and its own pace', async () => {
    const { run, asked } = world([80], [2])
    const best = await run(obedient)
    expect(asked.flat()).toEqual([
      { index: 0, wording: 'a'.repeat(80), seconds: 8, wanted: 4, characters: 40 },
      { index: 0, wording: 'a'.repeat(40), seconds: 4, wanted: 2, characters: 20 },
    ])
    expect(best.schedule.shorten).toEqual([])
  })

  test('are asked for three times at most', async () => {
    const { run, asked } = world([100], [1])
    const best = await run(({ wording }) => wording.slice(0, Math.ceil(wording.length * 0.8)))
    expect(asked).toHaveLength(3)
    expect(best.wordings[0]).toHaveLength(52)
  })

  test('are asked for no more after a round of little gain', async () => {
    const { run, asked } = world([100], [1])
    const best = await run(({ wording }) => wording.slice(0, -5))
    expect(asked).toHaveLength(1)
    expect(best.wordings[0]).toHaveLength(95)
  })

  test.each([
    ['nothing for them', () => undefined],
    ['the wording as it was', ({ wording }: LongLine) => wording],
    ['a longer one', ({ wording }: LongLine) => `${wording} and more`],
  ])('stay as they are where there is %s, and are not asked for again', async (_what, shorter) => {
    const { first, run, indices } = world([40, 60], [2, 2])
    const best = await run((line) => (line.index === 0 ? shorter(line) : line.wording.slice(0, -14)))
    expect(indices()).toEqual([[0, 1], [1], [1]])
    expect(best.wordings[0]).toBe(first.wordings[0])
    expect(best.clips[0]).toBe(first.clips[0])
  })

  test('keep their clip where the shorter wording takes longer to say, or cannot be said', async () => {
    for (const clip of [clipOf('slow'.repeat(20)), undefined]) {
      const { first, run, asked } = world([40], [2])
      expect(await run(obedient, () => clip)).toEqual(first)
      expect(asked).toHaveLength(1)
    }
  })

  test('are left alone where a person worded them', async () => {
    const { first, run, indices } = world([40, 40], [2, 2], [1])
    const best = await run(obedient)
    expect(indices()).toEqual([[0]])
    expect(best.wordings[1]).toBe(first.wordings[1])
    expect(best.schedule.shorten).toEqual([{ index: 1, seconds: 2 }])
    const own = world([40], [2], [0])
    expect(await own.run(obedient)).toBe(own.first)
  })
})

test('whatever is answered: three rounds at most, no wording longer, never more that is too much', async () => {
  const line = fc.record({
    length: fc.integer({ min: 1, max: 60 }),
    slot: fc.double({ min: 0.2, max: 5, noNaN: true }),
  })
  const answer = fc.record({
    share: fc.double({ min: 0, max: 1.3, noNaN: true }),
    pace: fc.double({ min: 0.05, max: 0.2, noNaN: true }),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 6 }),
      fc.infiniteStream(answer),
      async (lines, answers) => {
        const slots = lines.map(({ slot }) => slot)
        const { first, run, asked } = world(
          lines.map(({ length }) => length),
          slots,
        )
        const next = () => answers.next().value
        const best = await run(
          ({ wording }) => wording.slice(0, Math.round(wording.length * next().share)) || undefined,
          (wording) => clipOf(wording, next().pace),
        )
        const excess = ({ schedule }: Fitted) => schedule.shorten.reduce((sum, { seconds }) => sum + seconds, 0)
        expect(asked.length).toBeLessThanOrEqual(3)
        expect(excess(best)).toBeLessThanOrEqual(excess(first))
        for (const [index, clip] of best.clips.entries()) {
          const before = first.clips[index]!
          if (clip === before) expect(best.wordings[index]).toBe(first.wordings[index])
          else expect(clip.seconds).toBeLessThan(before.seconds)
        }
      },
    ),
    { seed: 4, numRuns: 500 },
  )
})
