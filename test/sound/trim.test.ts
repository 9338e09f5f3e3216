import { describe, expect, it } from 'vitest'
import { resample } from '../../src/sound/resample.ts'
import { trimSilence } from '../../src/sound/trim.ts'
import { speak } from './programs.ts'
import { amplitude, energy, joined, noise, silence, tone } from './signals.ts'

const RATE = 48_000

describe('trimSilence', () => {
  it('cuts both ends and keeps 10 ms, give or take a window', () => {
    const clip = joined(silence(24_000), tone(200, 0.5), silence(12_345))
    const trimmed = trimSilence(clip, RATE)
    expect(trimmed.length).toBeGreaterThanOrEqual(24_000 + 2 * 480)
    expect(trimmed.length).toBeLessThan(24_000 + 2 * 480 + 2 * 240)
    expect(energy(trimmed)).toBe(energy(clip))
  })

  it('gives a view, not a copy', () => {
    const clip = joined(silence(4800), tone(200, 0.1))
    expect(trimSilence(clip, RATE).buffer).toBe(clip.buffer)
  })

  it('keeps pauses inside', () => {
    const clip = joined(tone(200, 0.1), silence(96_000), tone(200, 0.1))
    expect(trimSilence(clip, RATE).length).toBe(clip.length)
  })

  it('gives nothing for silence, for noise below hearing and for nothing', () => {
    expect(trimSilence(silence(RATE), RATE).length).toBe(0)
    expect(trimSilence(noise(RATE, { amplitude: amplitude(-90) }), RATE).length).toBe(0)
    expect(trimSilence(silence(0), RATE).length).toBe(0)
  })

  it('leaves alone what has no silence, even shorter than a window', () => {
    for (const length of [1, 100, 240, 5000]) {
      const clip = noise(length)
      expect(trimSilence(clip, RATE)).toEqual(clip)
    }
  })

  it('takes a noise floor 55 dB down for silence', () => {
    const floor = () => noise(RATE, { amplitude: amplitude(-55) })
    const trimmed = trimSilence(joined(floor(), tone(150, 1), floor()), RATE)
    expect(trimmed.length).toBeLessThan(RATE * 1.04)
  })

  it('finds the same span in a clip whatever its level', () => {
    const clip = joined(silence(9999), noise(20_000), silence(9999))
    const lengths = [1, 0.1, 0.01].map(
      (factor) =>
        trimSilence(
          clip.map((sample) => sample * factor),
          RATE,
        ).length,
    )
    expect(new Set(lengths).size).toBe(1)
  })

  it('keeps weak consonants at both ends: a hiss 40 dB below the vowel', () => {
    const hiss = () => noise(RATE * 0.08, { amplitude: amplitude(-40) })
    const clip = joined(silence(RATE), hiss(), tone(150, 0.3), hiss(), silence(RATE))
    expect(trimSilence(clip, RATE).length).toBeGreaterThanOrEqual(RATE * 0.46)
  })

  it('keeps a plosive after its closure', () => {
    const clip = joined(tone(150, 0.3), silence(RATE * 0.09), noise(RATE * 0.01, { amplitude: 0.05 }), silence(RATE))
    expect(trimSilence(clip, RATE).length).toBeGreaterThanOrEqual(RATE * 0.4)
  })

  it.each(['Thrift.', 'Fifth.', 'Half.', 'Hush, thief!', 'Path.', 'What is that?', 'Cup.', 'She left.'])(
    'loses nothing that can be heard of “%s” as espeak says it',
    (text) => {
      const spoken = speak(text)
      const clip = resample(spoken.samples, spoken.sampleRate, RATE)
      const trimmed = trimSilence(clip, RATE)
      const before = (trimmed.byteOffset - clip.byteOffset) / 4
      const lost = [clip.subarray(0, before), clip.subarray(before + trimmed.length)]
      // What was cut, taken together, lies 60 dB and more below the clip.
      for (const part of lost) expect(energy(part)).toBeLessThan(energy(clip) * 1e-6)
      expect(trimmed.length).toBeLessThan(clip.length)
    },
  )
})
