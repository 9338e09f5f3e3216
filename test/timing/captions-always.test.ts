import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captions } from '../../src/timing/captions.ts'
import { checkCaptions } from '../../src/timing/check-captions.ts'
import { parseSubtitles, toSrt, toWebVtt } from '../../src/timing/subtitles.ts'
import { expectSound, GAP, speedOf } from './expect-captions.ts'
import { EXACT, RUNS } from './instances.ts'
import { bare, graphemes, rulesFor, TEXTS } from './texts.ts'

const texts = Object.entries(TEXTS).flatMap(([language, all]) => all.map((text) => [language, text] as const))

const draft = fc.record({
  pick: fc.nat(),
  from: fc.nat(),
  length: fc.integer({ min: 1, max: 120 }),
  pace: fc.double({ min: 0.02, max: 0.3, noNaN: true }),
  pause: fc.oneof(fc.constant(0.04), fc.double({ min: 0.04, max: 4, noNaN: true })),
  overlap: fc.oneof(
    { weight: 3, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
  ),
  speaker: fc.integer({ min: 0, max: 2 }),
})

/** What schedules hold, from hurried to slow; with `overlaps`, also speakers at once. */
const schedules = (overlaps: boolean) =>
  fc
    .record({ language: fc.constantFrom(...Object.keys(TEXTS)), drafts: fc.array(draft, { maxLength: 8 }) })
    .map(({ language, drafts }) => {
      let at = 0
      const spoken = drafts.flatMap(({ pick, from, length, pace, pause, overlap, speaker }) => {
        const all = TEXTS[language]!
        const whole = all[pick % all.length]!
        const text = whole.slice(from % whole.length).slice(0, length)
        if (bare(text) === '') return []
        const start = at
        const end = start + Math.max(0.2, graphemes(text) * pace)
        at = overlaps && overlap > 0 ? start + (end - start) * (1 - overlap) : end + pause
        return [{ start, end, text, speaker: overlaps ? speaker : 0 }]
      })
      return { language, spoken, duration: Math.max(0, ...spoken.map(({ end }) => end)) }
    })

const letters = (texts: readonly string[]): string => [...bare(texts.join(''))].toSorted().join('')

test('nothing is lost, nothing overlaps, rows hold, and gaps are kept', () => {
  fc.assert(
    fc.property(schedules(false), ({ language, spoken }) => {
      expectSound(
        captions(spoken, language),
        spoken.map(({ text }) => text),
        language,
      )
    }),
    { ...RUNS, numRuns: 300 },
  )
})

test('the files that are written have no error, all words, and no fault but where time is short', () => {
  fc.assert(
    fc.property(schedules(true), fc.double({ min: 0, max: 3, noNaN: true }), ({ language, spoken, duration }, rest) => {
      const shown = captions(spoken, language, duration + rest)
      for (const [format, text] of [['srt', toSrt(shown)] as const, ['webvtt', toWebVtt(shown)] as const]) {
        const faults = checkCaptions(text, format, { language, duration: duration + rest })
        expect(faults.filter(({ severity, rule }) => severity === 'error' || rule === 'gap')).toEqual([])
        const read = parseSubtitles(text)
        const plain = read.flatMap(({ rows }) => withoutDashes(rows))
        expect(letters(plain)).toBe(letters(spoken.map((each) => each.text)))
        for (const { cue, rule } of faults.filter((fault) => fault.rule === 'speed' || fault.rule === 'shown')) {
          const until = Math.min(duration + rest, (read[cue]?.start ?? Infinity) - GAP)
          expect(read[cue - 1]!.end, `${rule} of ${cue}`).toBeGreaterThan(until - 0.003)
        }
      }
    }),
    { ...RUNS, numRuns: 300 },
  )
})

test('each speaker is shown word for word, in order', () => {
  const word = (unit: string) => fc.string({ unit: fc.constantFrom(...unit), minLength: 1, maxLength: 9 })
  const line = (unit: string, speaker: number) =>
    fc.record({
      start: fc.double({ min: 0, max: 30, noNaN: true }),
      length: fc.double({ min: 0, max: 9, noNaN: true }),
      text: fc.array(word(unit), { minLength: 1, maxLength: 25 }).map((words) => words.join(' ')),
      speaker: fc.constant(speaker),
    })
  const both = fc.tuple(fc.array(line('abc', 0), { maxLength: 6 }), fc.array(line('xyz', 1), { maxLength: 6 }))
  fc.assert(
    fc.property(both, (speakers) => {
      const spoken = speakers.map((lines) => oneByOne(lines))
      const shown = captions(spoken.flat(), 'en')
      const rows = shown.flatMap((each) => withoutDashes(each.rows))
      for (const [speaker, lines] of spoken.entries()) {
        const own = rows.filter((row) => (speaker === 0 ? /[abc]/ : /[xyz]/).test(row))
        expect(own.join(' ')).toBe(lines.map(({ text }) => text).join(' '))
      }
      for (const { start, end } of shown) {
        expect(end - start).toBeGreaterThan(0.83)
        expect(end - start).toBeLessThan(7)
      }
    }),
    { ...RUNS, numRuns: 300 },
  )
})

test('speech no faster than reading begins on time, and has no fault at all', () => {
  fc.assert(
    fc.property(schedules(false), ({ language, spoken }) => {
      const { speed } = rulesFor(language)
      let at = 0
      const slow = spoken.map(({ text, start, end }) => {
        const from = Math.max(at + 0.04, start)
        at = from + Math.max(end - start, 1.2 + (1.4 * graphemes(text)) / speed)
        return { start: from, end: at, text }
      })
      const shown = captions(slow, language)
      const faults = checkCaptions(toSrt(shown), 'srt', { language, duration: Infinity })
      expect(faults.filter(({ rule }) => rule !== 'break')).toEqual([])
      for (const { start } of slow) expect(shown.some((each) => Math.abs(each.start - start) < EXACT)).toBe(true)
    }),
    { ...RUNS, numRuns: 300 },
  )
})

test('one line is readable wherever the recording leaves the time', () => {
  const lines = fc.tuple(
    fc.constantFrom(...texts),
    fc.double({ min: 0, max: 9, noNaN: true }),
    fc.double({ min: 0, max: 9, noNaN: true }),
  )
  fc.assert(
    fc.property(lines, ([[language, text], seconds, rest]) => {
      const until = 5 + seconds + rest
      const shown = captions([{ start: 5, end: 5 + seconds, text }], language, until)
      expectSound(shown, [text], language)
      expect(shown.at(-1)!.end).toBeLessThanOrEqual(until + EXACT)
      const { speed } = rulesFor(language)
      const sizes = shown.map(({ rows }) => graphemes(rows.join(' ')))
      const needed = sizes.reduce((sum, size) => sum + Math.max(0.835, size / speed + 0.002) + GAP, -GAP)
      if (needed > until - 5) return
      expect(shown[0]!.start).toBe(5)
      expect(Math.max(...shown.map(speedOf))).toBeLessThanOrEqual(speed)
    }),
    { ...RUNS, numRuns: 300 },
  )
})

test('any text at any time, however odd', () => {
  const odd = fc.record({
    start: fc.double({ min: 0, max: 5, noNaN: true }),
    end: fc.double({ min: 0, max: 5, noNaN: true }),
    text: fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replaceAll('\ufffd', '')),
    speaker: fc.constant(0),
  })
  fc.assert(
    fc.property(fc.array(odd, { maxLength: 5 }), fc.constantFrom('en', 'zh', 'ja', 'th'), (spoken, language) => {
      const said = spoken.toSorted((a, b) => a.start - b.start).filter(({ text }) => /[^\s\p{Cc}\p{Cf}]/u.test(text))
      const shown = captions(spoken, language)
      expect(letters(shown.flatMap(({ rows }) => rows))).toBe(letters(said.map(({ text }) => text)))
      const faults = checkCaptions(toWebVtt(shown), 'webvtt', { language, duration: Infinity })
      expect(faults.filter(({ severity }) => severity === 'error')).toEqual([])
    }),
    { ...RUNS, numRuns: 500 },
  )
})

test('a very long text takes no time', () => {
  const text = `${TEXTS['en']!.join(' ')} `.repeat(300)
  expectSound(captions([{ start: 0, end: 4000, text }], 'en'), [text], 'en')
})
/** Lines of one speaker, put in order and cut where the next begins. */
function oneByOne<T extends { start: number; length: number }>(lines: readonly T[]): (T & { end: number })[] {
  const sorted = lines.toSorted((a, b) => a.start - b.start)
  return sorted.map((line, index) => {
    return { ...line, end: Math.min(line.start + line.length, sorted[index + 1]?.start ?? Infinity) }
  })
}

function withoutDashes(rows: readonly string[]): readonly string[] {
  const isPair = rows.length === 2 && rows.every((row) => row.startsWith('- '))
  return isPair ? rows.map((row) => row.slice(2)) : rows
}
