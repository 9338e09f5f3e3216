import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { raisePeak } from '../../src/sound/oversample.ts'
import { resample } from '../../src/sound/resample.ts'
import { truePeakMeter } from '../../src/sound/true-peak.ts'
import { ffmpegLoudness, speak } from './programs.ts'
import { decibels, joined, noise, pieces, silence, stereo, tone } from './signals.ts'

const RATE = 48_000

function peakOf(interleaved: Float32Array, channels = 2, sizes: readonly number[] = [32_768]): number {
  const meter = truePeakMeter(channels)
  for (const piece of pieces(interleaved, sizes)) meter.push(piece)
  return meter.peak()
}

/** A tone that begins or ends abruptly has a higher peak at that edge, so tests of tones fade them, as the EBU does. */
function faded(samples: Float32Array): Float32Array {
  return samples.map((sample, index) => sample * Math.min(1, index / 4800, (samples.length - 1 - index) / 4800))
}

/** The same without any shortcut: every sample and every point between two, silence around. */
function plainly(mono: Float32Array): number {
  const samples = joined(silence(11), mono, silence(11))
  const most = Float64Array.of(0)
  for (let newest = 11; newest < samples.length; newest++) {
    most[0] = Math.max(most[0]!, Math.abs(samples[newest]!))
    raisePeak(most, samples, newest, 1)
  }
  return decibels(most[0]!)
}

describe('truePeakMeter', () => {
  /** EBU Tech 3341, table 1, test signals 15 to 19: tolerance +0.2 and −0.4 dB. */
  it.each([
    ['15', 4, 0, 0.5, -6],
    ['16', 4, 45, 0.5, -6],
    ['17', 6, 60, 0.5, -6],
    ['18', 8, 67.5, 0.5, -6],
    ['19', 4, 45, 1.41, 3],
  ])('measures EBU Tech 3341 test signal %s', (_, divisor, degrees, amplitude, expected) => {
    const sine = faded(tone(RATE / divisor, 1, { amplitude, phase: degrees / 360 }))
    const peak = peakOf(stereo(sine))
    expect(peak).toBeGreaterThan(expected - 0.4)
    expect(peak).toBeLessThan(expected + 0.2)
  })

  it('is −∞ for silence and for nothing', () => {
    expect(peakOf(silence(1000))).toBe(-Infinity)
    expect(truePeakMeter(2).peak()).toBe(-Infinity)
  })

  it('is never below the samples themselves', () => {
    const impulse = new Float32Array(100)
    impulse[50] = 1
    expect(peakOf(impulse, 1)).toBe(0)
  })

  it('misses nothing by its shortcut', () => {
    const level = fc.constantFrom(1, 0.9, 0.5, 0.1)
    const part = fc.record({ length: fc.integer({ min: 1, max: 300 }), amplitude: level, seed: fc.nat() })
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 8 }), (parts) => {
        const sound = joined(...parts.map(({ length, ...options }) => noise(length, options)))
        expect(peakOf(sound, 1)).toBeCloseTo(plainly(sound), 9)
      }),
    )
  })

  it('is the same whatever the blocks, and takes the higher channel', () => {
    const soft = noise(3000, { amplitude: 0.5 })
    const loud = noise(3000, { seed: 2 })
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 }), (frames) => {
        const sizes = frames.map((count) => count * 2)
        expect(peakOf(stereo(soft, loud), 2, sizes)).toBeCloseTo(plainly(loud), 9)
        expect(peakOf(stereo(loud, soft), 2, sizes)).toBeCloseTo(plainly(loud), 9)
      }),
      { numRuns: 30 },
    )
  })

  it('minds what lies behind the last sample, and may be asked in between', () => {
    const meter = truePeakMeter(1)
    meter.push(new Float32Array([0, 0, 0, 0.7, 0.7]))
    const early = meter.peak()
    expect(early).toBeCloseTo(plainly(new Float32Array([0.7, 0.7])), 9)
    expect(meter.peak()).toBe(early)
    meter.push(new Float32Array(50))
    expect(meter.peak()).toBe(early)
  })
})

describe('truePeakMeter and ffmpeg agree within 0.2 dB', () => {
  const talk = 'It was a bright cold day in April, and the clocks were striking thirteen.'

  it.each<[string, () => Float32Array]>([
    ['a tone', () => stereo(faded(tone(997, 2, { amplitude: 0.6 })))],
    ['a tone that peaks between the samples', () => stereo(faded(tone(6000, 2, { amplitude: 0.8, phase: 1 / 16 })))],
    ['speech', () => stereo(spoken(['-v', 'en']))],
    ['a woman speaking fast', () => stereo(spoken(['-v', 'en+f3', '-s', '220']))],
    [
      'speech over soft noise',
      () => {
        const voice = spoken([])
        return stereo(
          voice,
          voice.map((sample, index) => sample * 0.7 + 0.05 * Math.sin(index * 0.3)),
        )
      },
    ],
  ])('on %s', (_, make) => {
    const sound = make()
    // The summary of ffmpeg is rounded to 0.1 dB.
    expect(Math.abs(peakOf(sound) - ffmpegLoudness(sound, RATE).peak)).toBeLessThan(0.2)
  })

  function spoken(options: readonly string[]): Float32Array {
    const { samples, sampleRate } = speak(talk, options)
    return resample(samples, sampleRate, RATE)
  }
})
