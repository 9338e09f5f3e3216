import { expect, test } from 'vitest'
import type { Script } from '../../src/dub/script.ts'
import { stillTooLong } from '../../src/pipeline/speech/failed-lines.ts'

/** Three lines of 40 characters, said in 4 s each; by index, how much too long each is. */
function told(
  excess: { readonly [index: number]: number },
  {
    overBound = [] as readonly number[],
    own = [] as readonly number[],
    recorded = [] as readonly number[],
    helper = undefined as string | undefined,
  } = {},
) {
  const text = 'x'.repeat(40)
  const lines = [1, 2, 3].map((id) => ({ id, start: id, end: id + 1, speaker: 0, source: '', translated: text, text }))
  const script: Script = { script: 1, from: 'en', language: 'es', lines }
  const clips = lines.map(() => ({ audio: { digest: '', type: '', size: 0 }, seconds: 4 }))
  const shorten = Object.entries(excess).map(([index, seconds]) => ({ index: Number(index), seconds }))
  const schedule = { placements: [], overBound, shorten }
  return stillTooLong(
    script,
    { clips, schedule },
    {
      isOwn: (index) => own.includes(index),
      isRecorded: (index) => recorded.includes(index),
      helper,
    },
  )
}

test('of lines that fit, and of those that are known to be too fast, there is nothing to say', () => {
  expect(told({})).toEqual([])
  expect(told({ 0: 1, 2: 0.5 }, { overBound: [0, 2] })).toEqual([])
})

test('a line that is not too fast but takes the place of a pause is named, with seconds and characters', () => {
  expect(told({ 0: 1, 1: 0.42 }, { overBound: [0] })).toEqual([
    'Line 2 is 0.4 s or about 5 characters too long for its place: it is spoken into a pause, or moves its neighbours.',
  ])
})

test('what nobody hears is not said, and one character is one', () => {
  expect(told({ 0: 0.001, 1: 0.049 }, { own: [0] })).toEqual([])
  expect(told({ 0: 0.05, 1: 0.06 }, { own: [1] })).toEqual([
    expect.stringMatching(/^Line 1 is 0\.1 s or about 1 character too long/),
    expect.stringMatching(/^Line 2 is 0\.1 s or about 1 character too long/),
    expect.stringContaining('2 (by 1 character)'),
  ])
})

test('what a person worded is theirs to make shorter, and all where the translator cannot', () => {
  const own = 'Too long, and left as a person worded them: 1 (by 10 characters). See script.json.'
  expect(told({ 0: 1, 2: 2 }, { overBound: [0, 2], own: [0] })).toEqual([own])
  expect(told({ 0: 1, 2: 2 }, { overBound: [0, 2], own: [0], helper: 'apertium' })).toEqual([
    own,
    'Too long: 3 (by 20 characters). apertium words nothing shorter: a person can, in script.json.',
  ])
})

test('what a person has spoken themselves is named by itself', () => {
  expect(told({ 0: 1, 2: 2 }, { overBound: [0, 2], own: [0, 2], recorded: [2] })).toEqual([
    'Too long, and left as a person worded them: 1 (by 10 characters). See script.json.',
    'Too long, and left as a person recorded them: 3 (by 20 characters).',
  ])
})
