import { describe, expect, it } from 'vitest'
import { limiter } from '../../src/sound/limiter.ts'
import { loudnessMeter } from '../../src/sound/loudness.ts'
import { makeUpMeter } from '../../src/sound/make-up.ts'
import { resample } from '../../src/sound/resample.ts'
import { ffmpegLoudness, speak } from './programs.ts'
import { joined, noise, pieces, silence, stereo, tone } from './signals.ts'

const RATE = 48_000
const CEILING = -1

function loudnessOf(sound: Float32Array): number {
  const meter = loudnessMeter(2, RATE)
  meter.push(sound)
  return meter.integrated()
}

function gainOf(sound: Float32Array, target: number, sizes: readonly number[] = [32_768]): number {
  const meter = makeUpMeter(2, RATE)
  for (const piece of pieces(sound, sizes)) meter.push(piece)
  return meter.gain(target, CEILING)
}

function limited(sound: Float32Array, gain: number): Float32Array {
  const chain = limiter({ channels: 2, sampleRate: RATE, ceiling: CEILING, gain })
  return joined(chain.push(sound), chain.flush())
}

function spoken(options: readonly string[]): Float32Array {
  const text = 'It was a bright cold day in April, and the clocks were striking thirteen. Nobody looked up.'
  const { samples, sampleRate } = speak(text, options)
  return resample(samples, sampleRate, RATE)
}

const man = spoken(['-v', 'en'])
const woman = spoken(['-v', 'en+f3'])
const music = noise(man.length, { amplitude: 0.05 })

const PROGRAMMES: readonly (readonly [string, Float32Array])[] = [
  ['a man', stereo(man)],
  ['a woman', stereo(woman)],
  ['both, and a long pause', stereo(joined(man, silence(RATE * 8), woman))],
  ['a voice over a background', stereo(man.map((sample, index) => sample * 0.7 + music[index]!))],
  ['a voice with clicks in it', stereo(woman.map((sample, index) => (index % 9000 < 3 ? 1 : sample * 0.3)))],
  ['less than a second', stereo(man.subarray(20_000, 40_000))],
  ['a soft voice', stereo(man.map((sample) => sample * 0.01))],
]

describe('makeUpMeter', () => {
  it.each(PROGRAMMES)('brings %s to −14 and −16 LUFS behind the limiter, within 0.1', (_, sound) => {
    for (const target of [-14, -16]) {
      expect(Math.abs(loudnessOf(limited(sound, gainOf(sound, target))) - target)).toBeLessThan(0.1)
    }
  })

  it.each(PROGRAMMES.slice(0, 3))('keeps to target and ceiling as ffmpeg measures them, for %s', (_, sound) => {
    const { integrated, peak } = ffmpegLoudness(limited(sound, gainOf(sound, -14)), RATE)
    expect(Math.abs(integrated + 14)).toBeLessThanOrEqual(0.2)
    expect(peak).toBeLessThanOrEqual(-0.9)
  })

  it('is the plain difference where no peak comes near the ceiling', () => {
    for (const [, sound] of PROGRAMMES.slice(0, 3)) expect(gainOf(sound, -30)).toBeCloseTo(-30 - loudnessOf(sound), 3)
  })

  it('is the same whatever the blocks', () => {
    const sound = PROGRAMMES[0]![1]
    expect(gainOf(sound, -14, [2, 4000, 958])).toBeCloseTo(gainOf(sound, -14), 6)
  })

  it('can be asked in between, for several targets, and goes on', () => {
    const meter = makeUpMeter(2, RATE)
    meter.push(stereo(tone(1000, 2, { amplitude: 0.1 })))
    expect(meter.gain(-23, CEILING)).toBeCloseTo(-3, 1)
    expect(meter.gain(-20, CEILING)).toBeCloseTo(0, 1)
    meter.push(stereo(tone(1000, 60, { amplitude: 0.05 })))
    expect(meter.gain(-23, CEILING)).toBeGreaterThan(2)
  })

  it('takes mono that comes from two loudspeakers for the same sound on two channels', () => {
    const meter = makeUpMeter(1, RATE, 2)
    meter.push(man)
    expect(meter.gain(-14, CEILING)).toBeCloseTo(gainOf(stereo(man), -14), 6)
  })

  it('is 0 for silence and for nothing', () => {
    expect(gainOf(silence(RATE * 2), -14)).toBe(0)
    expect(makeUpMeter(2, RATE).gain(-14, CEILING)).toBe(0)
  })

  it('does not press sound flat for a loudness that cannot be had', () => {
    const sound = stereo(tone(1000, 5, { amplitude: 0.5 }))
    expect(gainOf(sound, 10)).toBeLessThanOrEqual(10 - loudnessOf(sound) + 12.001)
  })
})
