import { expect, test } from 'vitest'
import { providerNamed } from '../../src/dub/provider-named.ts'

test.each([
  [undefined, {}],
  ['', {}],
  ['local', { id: 'local' }],
  ['local:', { id: 'local' }],
  ['local:llama3:8b', { id: 'local', model: 'llama3:8b' }],
  [':gpt', { model: 'gpt' }],
])('%j', (named, taken) => {
  expect(providerNamed(named)).toEqual(taken)
})
