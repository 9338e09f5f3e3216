import { describe, expect, test } from 'vitest'
import { chooseEngine } from '../../src/jobs/choose-engine.ts'

const trio = { transcriber: 'a', translator: 'b', synthesizers: ['c'] }
const all = { cloud: trio, local: trio, offline: trio }
const none = { deepgram: false, openai: false }
const both = { deepgram: true, openai: true }

test('auto is cloud where its keys are there, and offline, with a notice, where there are none', () => {
  expect(chooseEngine('auto', { keys: both, engines: all })).toEqual({ name: 'cloud', ...trio, notice: undefined })
  const offline = chooseEngine('auto', { keys: none, engines: all })
  expect(offline).toMatchObject({ name: 'offline', ...trio, notice: expect.stringContaining('no keys are set') })
})

test.each([
  [{ deepgram: true, openai: false }, 'OPENAI_API_KEY'],
  [{ deepgram: false, openai: true }, 'DEEPGRAM_API_KEY'],
])('auto with some of the keys names the missing one', (keys, missing) => {
  const failure = { code: 'auth', message: expect.stringMatching(new RegExp(`^${missing} is missing`)) }
  expect(() => chooseEngine('auto', { keys, engines: all })).toThrow(expect.objectContaining(failure))
})

test('an engine asked for by name is taken, whatever the keys; draft quality is said', () => {
  expect(chooseEngine('local', { keys: both, engines: all })).toMatchObject({ name: 'local', notice: undefined })
  expect(chooseEngine('offline', { keys: both, engines: all }).notice).toMatch(/^Draft quality.*offline engine/)
})

test('an engine that this version has not is a matter of usage, and those that it has are named', () => {
  const failure = { code: 'usage', hint: 'Use --engine offline.' }
  const ask = () => chooseEngine('cloud', { keys: both, engines: { offline: trio } })
  expect(ask).toThrow(expect.objectContaining(failure))
})

describe('a trade that is given to somebody else', () => {
  const instead = { transcriber: 'x', translator: 'y', synthesizer: 'z' }

  test('is theirs, and the rest the engine’s', () => {
    expect(chooseEngine('cloud', { keys: both, engines: all }, { translator: 'y' })).toMatchObject({
      transcriber: 'a',
      translator: 'y',
      synthesizers: ['c'],
    })
    expect(chooseEngine('cloud', { keys: both, engines: all }, { synthesizer: 'z' }).synthesizers).toEqual(['z'])
  })

  test.each([
    ['the translator: OpenAI’s', { deepgram: true, openai: false }, { translator: 'y' }],
    ['hearing and speaking: Deepgram’s', { deepgram: false, openai: true }, { transcriber: 'x', synthesizer: 'z' }],
  ])('needs no key of the engine’s (%s)', (_what, keys, given) => {
    expect(chooseEngine('auto', { keys, engines: all }, given).name).toBe('cloud')
  })

  test.each([
    ['hearing alone', { transcriber: 'x' }],
    ['speaking alone', { synthesizer: 'z' }],
  ])('%s leaves Deepgram’s key needed for the other', (_what, given) => {
    const keys = { deepgram: false, openai: true }
    const failure = { code: 'auth', message: expect.stringMatching(/^DEEPGRAM_API_KEY is missing/) }
    expect(() => chooseEngine('auto', { keys, engines: all }, given)).toThrow(expect.objectContaining(failure))
  })

  test('all of them: no key is needed, and none is asked for', () => {
    expect(chooseEngine('auto', { keys: none, engines: all }, instead)).toMatchObject({
      transcriber: 'x',
      translator: 'y',
      synthesizers: ['z'],
    })
  })

  test('without any key the rest is offline', () => {
    expect(chooseEngine('auto', { keys: none, engines: all }, { translator: 'y' })).toMatchObject({
      name: 'offline',
      translator: 'y',
    })
  })
})
