import { describe, expect, test } from 'vitest'
import type { Script } from '../../src/dub/script.ts'
import type { Clip } from '../../src/dub/speech.ts'
import { Failure } from '../../src/failure.ts'
import type { LineFailure } from '../../src/pipeline/run.ts'
import type { Booth } from '../../src/pipeline/speech/booth.ts'
import { speakAtRates } from '../../src/pipeline/speech/speak-at-rates.ts'
import type { Speeds } from '../../src/ports/providers.ts'
import { fakeProviders, tone } from '../rig/fake-providers.ts'
import { dubRequest } from '../rig/requests.ts'
import { openStudio, whole } from './studio.ts'

const FREE = { id: 'espeak-ng', model: '1.51' }
const PAID = { id: 'deepgram', model: 'aura-2' }
const NATURAL = 3
const WIDE = { min: 0.5, max: 2 }

function clip(name: string, seconds: number): Clip {
  return { audio: { digest: name, type: 'audio/wav', size: 1 }, seconds }
}

type Say = Parameters<Booth['say']>

/** Lines of three seconds that are played at these rates, by a voice that keeps to the speed asked for, or does not. */
async function sayAt(
  rates: readonly number[],
  {
    by = FREE,
    speeds = WIDE as Speeds | null,
    spoken = (speed: number): Clip | undefined => clip(`at ${speed}`, NATURAL / speed),
    failures = [] as readonly LineFailure[],
  } = {},
) {
  const asked: Say[] = []
  const warnings: string[] = []
  const providers = fakeProviders({ language: 'en', words: [] })
  providers.traits.speeds = () => speeds ?? undefined
  const lines = rates.map((_, index) => {
    const text = `line ${'abcde'[index]}`
    return { id: index + 1, start: index, end: index + 1, speaker: 0, source: text, translated: text, text }
  })
  const script: Script = { script: 1, from: 'en', language: 'es', lines }
  const schedule = {
    placements: rates.map((rate, index) => ({ start: index, rate, seconds: NATURAL / rate })),
    overBound: [],
    shorten: [],
  }
  const clips = rates.map((_, index) => clip(`natural ${index + 1}`, NATURAL))
  const say: Booth['say'] = async (...question) => {
    asked.push(question)
    const answers: Clip[] = []
    for (const [at, { speed = 1 }] of question[0].entries()) {
      const answer = spoken(speed)
      if (answer) answers[at] = answer
    }
    return { answers, failures }
  }
  const request = dubRequest({ synthesizers: { es: by } })
  const said = await speakAtRates(
    script,
    { clips, schedule },
    { request, warn: (what) => warnings.push(what), say, isRecorded: () => false },
    { providers },
  )
  const questions = asked.flatMap(([each, indices]) => each.map(({ text, speed }, at) => [indices[at], text, speed]))
  return { asked, questions, clips, said, sounds: said.map(({ audio }) => audio.digest), warnings }
}

describe('lines that are played faster or slower than they were spoken', () => {
  test('are spoken again at that rate where it is heard; they keep their natural length', async () => {
    const { questions, sounds, said } = await sayAt([1, 1.24, 1.05, 0.9, 1.1])
    expect(questions).toEqual([
      [1, 'line b', 1.25],
      [3, 'line d', 0.9],
      [4, 'line e', 1.1],
    ])
    expect(sounds).toEqual(['natural 1', 'at 1.25', 'natural 3', 'at 0.9', 'at 1.1'])
    expect(said.map(({ seconds }) => seconds)).toEqual([3, 3, 3, 3, 3])
  })

  test('are spoken again for money only where stretching would be heard well', async () => {
    const { questions } = await sayAt([1.1, 1.15, 1.16, 0.9], { by: PAID })
    expect(questions).toEqual([[2, 'line c', 1.15]])
    expect((await sayAt([1.14, 1], { by: { id: 'a new one', model: '1' } })).questions).toEqual([])
  })

  test('are spoken as fast as the voice can, and stretched for the rest', async () => {
    const { questions, sounds } = await sayAt([2.4, 0.5], { speeds: { min: 0.9, max: 1.5 } })
    expect(questions.map(([, , speed]) => speed)).toEqual([1.5, 0.9])
    expect(sounds).toEqual(['at 1.5', 'at 0.9'])
    expect((await sayAt([0.7], { speeds: { min: 1, max: 1.5 } })).questions).toEqual([])
  })

  test.each([
    ['has no speeds', { speeds: null }],
    ['speaks at its usual rate all the same', { spoken: () => clip('the same', NATURAL) }],
    ['misses it by a tenth', { spoken: (speed: number) => clip('missed', (NATURAL / speed) * 1.1) }],
  ])('keep their clip where the voice %s', async (_what, voice) => {
    const { said, clips } = await sayAt([1.25, 1.1], voice)
    expect(said).toEqual(clips)
  })

  test('are not spoken again where none is', async () => {
    const { asked, said, clips } = await sayAt([1, 1.07, 0.93])
    expect(asked).toEqual([])
    expect(said).toEqual(clips)
  })

  test('keep their clip where that fails, which is said', async () => {
    const failures = [{ index: 1, failure: new Failure('vendor', 'hoarse') }]
    const { sounds, warnings } = await sayAt([1.2, 1.3], {
      spoken: (speed) => (speed === 1.3 ? undefined : clip(`at ${speed}`, NATURAL / speed)),
      failures,
    })
    expect(sounds).toEqual(['at 1.2', 'natural 2'])
    expect(warnings).toEqual(['Not all lines could be spoken at their own rate: they are stretched. hoarse'])
  })
})

test('in a dub, figures are against the natural rate, and nothing is asked twice', async () => {
  await using studio = await openStudio()
  studio.providers.traits.speeds = () => WIDE
  studio.providers.does.speak = async ({ speed = 1 }) => tone(1.13 / speed)
  const request = { synthesizers: { es: FREE } }
  const { sync } = whole((await studio.dub(request)).dubs)
  const speeds = studio.providers.calls.speak.map(({ speed }) => speed)
  expect(speeds.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined])
  expect(speeds.slice(4).length).toBeGreaterThan(0)
  expect(sync.rate.max).toBeGreaterThan(1.08)
  expect(sync.lost).toBe(0)
  studio.count()
  expect(whole((await studio.dub(request)).dubs).sync).toEqual(sync)
  expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 0 })
})
