import { expect, test } from 'vitest'
import { redoCostMeter } from '../../../src/jobs/purge/redo-cost.ts'
import type { Json } from '../../../src/json.ts'
import { keyOf } from '../../../src/pipeline/run.ts'
import { listen } from '../../../src/pipeline/stages/listen.ts'
import { shorten } from '../../../src/pipeline/stages/shorten.ts'
import { speak } from '../../../src/pipeline/stages/speak.ts'
import { transcribe } from '../../../src/pipeline/stages/transcribe.ts'
import { translate } from '../../../src/pipeline/stages/translate.ts'

const blob = { digest: 'a'.repeat(64), type: 'audio/wav', size: 3 }
const kept = (stage: { readonly name: string; readonly version: number }, input: Json, answer: Json) => ({
  key: keyOf(stage, input),
  stage: stage.name,
  input,
  answer,
  at: 0,
})
const costOf = (...answers: readonly ReturnType<typeof kept>[]) => {
  const meter = redoCostMeter()
  for (const answer of answers) meter.add(answer)
  return meter.sum()
}

const nova = { id: 'deepgram', model: 'nova-3' }
const luna = { id: 'openai', model: 'gpt-6-luna' }
const aura = { id: 'deepgram', model: 'aura-2' }
const text = (by: Json): Json => ({
  from: 'en',
  to: 'es',
  lines: [{ id: 1, text: 'Hi', wording: 'Hola' }],
  before: [],
  after: [],
  by,
})
const line = (by: Json): Json => ({ text: 'Hola', voice: 'nestor', language: 'es', take: 1, by })

const heard = kept(transcribe, { speech: blob, seconds: 600, language: null, terms: [], by: nova }, { words: [] })
const units = { llm_input_tokens: 1_000_000, llm_output_tokens: 200_000 }
const said = kept(translate, text(luna), { texts: ['Hola'], units })
const shorter = kept(shorten, text(luna), { texts: [null], units })
const spoken = kept(speak, line(aura), { audio: blob, seconds: 1, units: { tts_characters: 2000 } })

test('adds up what each answer was billed by, at today’s prices', () => {
  expect(costOf(heard)).toEqual({ calls: 1, usd: expect.closeTo(0.097, 6), exact: true })
  expect(costOf(said).usd).toBeCloseTo(0.2, 6)
  expect(costOf(spoken).usd).toBeCloseTo(0.06, 6)
  expect(costOf(heard, said, shorter, spoken)).toEqual({ calls: 4, usd: expect.closeTo(0.557, 6), exact: true })
})

test('what is worked out here costs nothing, and is no call where no provider is asked', () => {
  expect(costOf(kept(listen, { track: blob }, { speech: blob }), kept({ name: 'toString', version: 1 }, 1, 1))).toEqual(
    {
      calls: 0,
      usd: 0,
      exact: true,
    },
  )
  const offline = kept(speak, line({ id: 'espeak-ng', model: '1.51' }), { audio: blob, seconds: 1, units: {} })
  expect(costOf(offline)).toEqual({ calls: 1, usd: 0, exact: true })
})

test('where a price is not known, it is at least the rest', () => {
  const unknown = kept(translate, text({ id: 'openai', model: 'gpt-of-tomorrow' }), { texts: ['Hola'], units })
  expect(costOf(unknown, spoken)).toEqual({ calls: 2, usd: expect.closeTo(0.06, 6), exact: false })
})

test('an answer that an earlier version of its stage gave is not asked for again', () => {
  const old = kept({ name: 'speak', version: speak.version - 1 }, { said: 'in another shape' }, { audio: blob })
  expect(costOf(old)).toEqual({ calls: 0, usd: 0, exact: true })
})
