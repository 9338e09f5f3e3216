import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blobRefsIn } from '../../src/dub/blob.ts'
import { stemOf } from '../../src/dub/dubbed.ts'

describe('the stem of a name', () => {
  test.each([
    ['talk.mp3', 'talk'],
    ['my.talk.final.mp4', 'my.talk.final'],
    ['talk', 'talk'],
    ['.hidden', '.hidden'],
    ['talk.', 'talk'],
    ['Übung – 録音.wav', 'Übung – 録音'],
  ])('of %j is %j', (name, stem) => {
    expect(stemOf(name)).toBe(stem)
  })

  test('leaves room for what ytdub adds, and cuts no letter in two', () => {
    expect(stemOf(`${'x'.repeat(300)}.mp3`)).toHaveLength(200)
    const family = '👩‍👩‍👧'
    expect(stemOf(`${family.repeat(30)}.mp3`)).toBe(family.repeat(Math.floor(200 / Buffer.byteLength(family))))
    const fits = (name: string) => {
      expect(Buffer.byteLength(stemOf(name))).toBeLessThanOrEqual(200)
    }
    fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 300 }), fits), {
      seed: 5,
      numRuns: 50,
    })
  })
})

describe('the blobs that a value names', () => {
  const ref = (letter: string) => ({ digest: letter.repeat(64), type: 'audio/wav', size: 3 })

  test('are found at any depth, in order', () => {
    const value = { clips: [{ audio: ref('a'), seconds: 1 }, null, 'x'], deep: { full: ref('b') }, top: 7 }
    expect(blobRefsIn(value)).toEqual([ref('a'), ref('b')])
    expect(blobRefsIn(ref('a'))).toEqual([ref('a')])
  })

  test.each([[null], [undefined], ['text'], [7], [[]], [{}], [{ digest: 1, type: 'x', size: 2 }], [{ digest: 'x' }]])(
    '%j names none',
    (value) => {
      expect(blobRefsIn(value)).toEqual([])
    },
  )
})
