import { expect, test } from 'vitest'
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
