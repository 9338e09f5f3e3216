import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { castDoubts, castVoices } from '../../src/pipeline/speech/cast.ts'

const cast = { es: ['celeste', 'nestor', 'estrella'] }
const cast3 = (speakers: readonly number[], voices: Record<string, string> = {}) =>
  Object.fromEntries(castVoices(speakers, 'es', { voices, cast }))

describe('who speaks for whom', () => {
  test('two speakers differ: each gets the next voice in the order in which they are first heard', () => {
    expect(cast3([0])).toEqual({ 0: 'celeste' })
    expect(cast3([0, 1])).toEqual({ 0: 'celeste', 1: 'nestor' })
    expect(cast3([1, 0])).toEqual({ 1: 'celeste', 0: 'nestor' })
  })

  test('with more speakers than voices the voices go round, and neighbours still differ', () => {
    expect(cast3([0, 1, 2, 3, 4])).toEqual({ 0: 'celeste', 1: 'nestor', 2: 'estrella', 3: 'celeste', 4: 'nestor' })
  })

  test('a voice asked for a speaker is theirs, and nobody else gets it', () => {
    expect(cast3([0, 1], { 'es:2': 'celeste' })).toEqual({ 0: 'nestor', 1: 'celeste' })
    expect(cast3([0, 1, 2], { 'es:1': 'estrella' })).toEqual({ 0: 'estrella', 1: 'celeste', 2: 'nestor' })
  })

  test('a voice asked for the language is the first speaker’s, or that of the first who has none of their own', () => {
    expect(cast3([0, 1], { es: 'nestor' })).toEqual({ 0: 'nestor', 1: 'celeste' })
    expect(cast3([0, 1], { es: 'nestor', 'es:1': 'estrella' })).toEqual({ 0: 'estrella', 1: 'nestor' })
  })

  test('two speakers may be asked for in one voice', () => {
    expect(cast3([0, 1], { 'es:1': 'nestor', 'es:2': 'nestor' })).toEqual({ 0: 'nestor', 1: 'nestor' })
  })

  test('where every voice is taken the rest share them', () => {
    const one = { voices: { 'es:1': 'celeste' }, cast: { es: ['celeste'] } }
    expect([...castVoices([0, 1, 2], 'es', one).values()]).toEqual(['celeste', 'celeste', 'celeste'])
  })

  test('other languages’ voices are none of its business', () => {
    expect(cast3([0], { fr: 'agathe', 'fr:1': 'hector', 'es-419:1': 'diana' })).toEqual({ 0: 'celeste' })
  })
})

describe('what a person should know of a cast', () => {
  const doubts = (speakers: readonly number[], voices: Record<string, string> = {}) =>
    castDoubts(speakers, 'es', { voices, cast })

  test('is nothing where everybody who is asked for is there, and has a voice of their own', () => {
    expect(doubts([0, 1], { es: 'nestor', 'es:2': 'celeste', 'fr:9': 'hector', 'es-419:7': 'diana' })).toEqual([])
  })

  test('is a voice for somebody who is not heard', () => {
    expect(doubts([0, 1], { 'es:3': 'celeste' })).toEqual(['--voice es:3=celeste is for a speaker who is not heard.'])
  })

  test('is who has the same voice', () => {
    expect(doubts([0, 1, 2, 3])).toEqual([
      'Speakers 1, 4 have the same voice, celeste: there are not enough. Choose with --voice es:NUMBER=VOICE.',
    ])
  })
})

const speakersOf = fc.uniqueArray(fc.nat(30), { minLength: 1, maxLength: 12 })
const voicesOf = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 12 })

test('everybody has a voice of the language, all different while there are enough, always the same', () => {
  fc.assert(
    fc.property(speakersOf, voicesOf, fc.boolean(), (speakers, voices, asks) => {
      const request = { voices: asks ? { [`es:${speakers[0]! + 1}`]: voices.at(-1)! } : {}, cast: { es: voices } }
      const given = castVoices(speakers, 'es', request)
      expect([...given.keys()]).toEqual(expect.arrayContaining([...speakers]))
      expect(given.size).toBe(speakers.length)
      for (const voice of given.values()) expect(voices).toContain(voice)
      if (speakers.length <= voices.length) expect(new Set(given.values()).size).toBe(speakers.length)
      expect(castVoices(speakers, 'es', request)).toEqual(given)
      // Whoever is heard later takes no earlier speaker's voice away.
      const more = castVoices([...speakers, 99], 'es', request)
      for (const speaker of speakers) expect(more.get(speaker)).toBe(given.get(speaker))
    }),
  )
})
