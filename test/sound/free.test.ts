import { expect, it } from 'vitest'
import { free } from '../../src/sound/free.ts'
import { stretch } from '../../src/sound/stretch.ts'
import { noise } from './signals.ts'

it('leaves nothing of the samples, nor of any other view of them', () => {
  const samples = new Float32Array(1000)
  const view = samples.subarray(10, 20)
  free(samples)
  expect(samples.length).toBe(0)
  expect(view.length).toBe(0)
})

it('is not done to samples that somebody else gave', () => {
  const samples = noise(5000)
  stretch(samples, 48_000, 1.2)
  expect(samples).toEqual(noise(5000))
})
