import fc from 'fast-check'
import { expect, test } from 'vitest'
import { trackEnding } from '../../../src/jobs/service/track-ending.ts'
import { wrongName } from '../../../src/jobs/service/track-name.ts'

test.each([
  ['talk.mp3', undefined, 'mp3'],
  ['TALK.MP3', 'video/mp4', 'mp3'],
  ['talk', 'audio/mpeg', 'mp3'],
  ['talk.pages', 'Video/MP4; codecs="avc1"', 'mp4'],
  ['talk.pages', 'text/html', undefined],
  ['talk.__proto__', undefined, undefined],
  ['mp3', undefined, undefined],
])('%s of type %s ends in %s', (name, type, ending) => {
  expect(trackEnding(name, type)).toBe(ending)
})

test('whatever a file is called, its ending can stand in an object’s key', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary-ascii' }), fc.constantFrom('.mp3', '.MOV', '', '.exe'), (name, ending) => {
      expect(trackEnding(`${name}${ending}`, undefined) ?? 'wav').toMatch(/^[a-z0-9]{1,5}$/)
    }),
  )
})

test.each([
  ['', true],
  [' ', true],
  ['..', true],
  ['a/b.mp3', true],
  ['a\nb.mp3', true],
  ['\ud800.mp3', true],
  ['x'.repeat(256), true],
  ['Vortrag – Teil 1 (日本語) 🎤.mp3', false],
  ['...mp3', false],
])('%j is wrong for a name: %s', (name, wrong) => {
  expect(wrongName(name) !== undefined).toBe(wrong)
})
