import { describe, expect, test } from 'vitest'
import { matchCues } from '../../src/timing/match-cues.ts'

const spans = (...times: readonly (readonly [number, number])[]) => times.map(([start, end]) => ({ start, end }))
const cues = (...all: readonly (readonly [number, number, string])[]) =>
  all.map(([start, end, text]) => ({ start, end, text }))

describe('cues are given to the lines that are said at their time', () => {
  test('one each, though they begin and end otherwise', () => {
    const given = cues([0.2, 2.4, 'uno'], [2.4, 5, 'dos'])
    expect(matchCues(spans([0, 2], [2.3, 4.5]), given)).toEqual({ texts: ['uno', 'dos'], strays: [] })
  })

  test('several of one line are joined, with a space where there are spaces', () => {
    const line = spans([0, 6])
    expect(matchCues(line, cues([0, 3, 'uno,'], [3, 6, 'dos.'])).texts).toEqual(['uno, dos.'])
    expect(matchCues(line, cues([0, 3, '今日は'], [3, 6, '雨です。'])).texts).toEqual(['今日は雨です。'])
  })

  test('of two that speak at once each has the cue of its own length', () => {
    const given = cues([0, 10, 'the long one'], [4, 5.05, 'aside'])
    expect(matchCues(spans([0, 10], [4, 5]), given).texts).toEqual(['the long one', 'aside'])
  })

  test('what stands at no line, and lines without a cue, are told', () => {
    const given = cues([0, 1, 'a'], [5, 6, 'music'], [8, 9, 'c'])
    expect(matchCues(spans([0, 1], [2, 3], [8, 9]), given)).toEqual({ texts: ['a', undefined, 'c'], strays: [1] })
    expect(matchCues([], given).strays).toEqual([0, 1, 2])
    expect(matchCues(spans([0, 1]), [])).toEqual({ texts: [undefined], strays: [] })
  })

  test('that only touch, share no time', () => {
    expect(matchCues(spans([1, 2]), cues([0, 1, 'before'], [2, 3, 'after'])).strays).toEqual([0, 1])
  })
})
