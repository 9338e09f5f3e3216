import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { limiter } from '../../src/sound/limiter.ts'
import { truePeakMeter } from '../../src/sound/true-peak.ts'
import { amplitude, decibels, joined, noise, partial, pieces, rms, silence, stereo, tone } from './signals.ts'

const RATE = 48_000

type Settings = {
  readonly channels?: number
  readonly gain?: number
  readonly sizes?: readonly number[]
  readonly rate?: number
}

function limited(
  sound: Float32Array,
  { channels = 2, gain = 0, sizes = [32_768], rate = RATE }: Settings = {},
): Float32Array {
  const chain = limiter({ channels, sampleRate: rate, ceiling: -1, gain })
  const parts = [...pieces(sound, sizes)].map((piece) => chain.push(piece).slice())
  return joined(...parts, chain.flush())
}

function peakOf(sound: Float32Array, channels = 2): number {
  const meter = truePeakMeter(channels)
  meter.push(sound)
  return meter.peak()
}

function left(interleaved: Float32Array): Float32Array {
  return interleaved.filter((_, index) => index % 2 === 0)
}

/** What is hardest to hold: high, abrupt, sparse, alternating. */
const CRUEL: Readonly<Record<string, (index: number) => number>> = {
  'a tone near the Nyquist frequency': (index) => Math.sin(2 * Math.PI * index * 0.45),
  'a tone that peaks between the samples': (index) => Math.sin(2 * Math.PI * (index / 4 + 1 / 8)),
  'every other sample negative': (index) => (index % 2 === 0 ? 1 : -1),
  'a square wave': (index) => (Math.floor(index / 37) % 2 === 0 ? 1 : -1),
  impulses: (index) => (index % 777 === 0 ? 1 : 0),
  'a single step': (index) => (index < 20_000 ? 0 : 1),
  'bursts that swell': (index) => (Math.floor(index / 500) % 7 === 0 ? Math.sin(index * index) : 0.01) * (index / RATE),
}

describe('limiter', () => {
  it('gives out as many samples as it was given, whatever the blocks', () => {
    fc.assert(
      fc.property(
        fc.nat(5000),
        fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 }),
        (frames, sizes) => {
          const sound = stereo(noise(frames))
          expect(limited(sound, { gain: 3, sizes: sizes.map((size) => size * 2) }).length).toBe(sound.length)
        },
      ),
      { numRuns: 40 },
    )
  })

  it('gives the same whatever the blocks', () => {
    const sound = stereo(noise(20_000), noise(20_000, { seed: 2, amplitude: 0.3 }))
    const whole = limited(sound, { gain: 4, sizes: [sound.length] })
    for (const sizes of [[2], [2000, 46], [4096]]) {
      const parts = limited(sound, { gain: 4, sizes })
      for (const [index, sample] of whole.entries()) {
        if (Math.abs(parts[index]! - sample) > 1e-4) expect(parts[index]).toBe(sample)
      }
    }
  })

  it('lets sound that keeps to the ceiling pass as it is, in its place', () => {
    const sound = stereo(noise(30_000, { amplitude: 0.4 }))
    expect(limited(sound)).toEqual(sound)
  })

  it('applies the make-up gain to the last bit where nothing comes near the ceiling', () => {
    const sound = stereo(noise(30_000, { amplitude: 0.05 }))
    const factor = amplitude(9.3)
    expect(limited(sound, { gain: 9.3 })).toEqual(sound.map((sample) => sample * factor))
    expect(limited(sound, { gain: -5 })).toEqual(sound.map((sample) => sample * amplitude(-5)))
  })

  it('leaves what lies far enough from a peak untouched, and keeps its place', () => {
    const soft = () => noise(RATE, { amplitude: 0.1 })
    const sound = stereo(joined(soft(), tone(1000, 0.05, { amplitude: 2 }), soft(), soft()))
    const output = limited(sound)
    const before = (RATE - 600) * 2
    expect(output.subarray(0, before)).toEqual(sound.subarray(0, before))
    expect(output.subarray(-RATE)).toEqual(sound.subarray(-RATE))
  })

  it.each(Object.entries(CRUEL))('holds %s under the ceiling at any gain and rate', (_, wave) => {
    const mono = Float32Array.from({ length: RATE }, (_value, index) => wave(index))
    const sound = stereo(
      mono,
      mono.map((sample) => sample * 0.3),
    )
    for (const rate of [48_000, 16_000]) {
      for (const gain of [0, 6, 12, 30]) expect(peakOf(limited(sound, { gain, rate }))).toBeLessThanOrEqual(-0.95)
    }
  })

  it('holds anything under the ceiling', () => {
    const part = fc.record({
      length: fc.integer({ min: 1, max: 3000 }),
      amplitude: fc.constantFrom(0, 0.001, 0.3, 1, 20),
      seed: fc.nat(),
    })
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 1, maxLength: 12 }),
        fc.double({ min: -20, max: 40, noNaN: true }),
        (parts, gain) => {
          const sound = joined(...parts.map(({ length, ...options }) => noise(length, options)))
          const output = limited(sound, { channels: 1, gain })
          expect(output.length).toBe(sound.length)
          expect(peakOf(output, 1)).toBeLessThanOrEqual(-0.95)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('turns both channels down alike, so that the image stays', () => {
    const mono = noise(30_000)
    const output = limited(
      stereo(
        mono,
        mono.map((sample) => sample * 0.25),
      ),
      { gain: 6 },
    )
    for (let frame = 0; frame < mono.length; frame++) {
      expect(output[2 * frame + 1]).toBeCloseTo(output[2 * frame]! * 0.25, 5)
    }
  })

  it('turns a steady tone down without distorting it', () => {
    for (const hertz of [60, 100, 1000, 5000]) {
      const output = left(limited(stereo(tone(hertz, 2)), { gain: 6 })).subarray(RATE / 2, RATE * 1.5)
      const { amplitude: level, phase } = partial(output, hertz)
      expect(decibels(level)).toBeGreaterThan(-1.5)
      const pure = tone(hertz, 1, { amplitude: level, phase })
      const rest = output.map((sample, index) => sample - pure[index]!)
      // A gain that follows the waves would leave −30 dB and more of overtones.
      expect(decibels(rms(rest) / rms(output))).toBeLessThan(-40)
    }
  })

  it('moves its gain smoothly, down and up', () => {
    const sound = stereo(
      joined(tone(1000, 0.5, { amplitude: 0.1 }), tone(1000, 0.2), tone(1000, 0.8, { amplitude: 0.1 })),
    )
    const output = limited(sound, { gain: 12 })
    let before: number | undefined
    for (let frame = 0; frame < sound.length / 2; frame++) {
      const sample = sound[2 * frame]!
      if (Math.abs(sample) < 0.05) continue
      const gain = decibels(output[2 * frame]! / sample)
      // 13 dB over an S of 5 ms: not above 0.2 dB a frame; some frames in between are left out for being too soft.
      if (before !== undefined) expect(Math.abs(gain - before)).toBeLessThan(4)
      before = gain
    }
    expect(before).toBeCloseTo(12, 1)
  })

  it('keeps to the ceiling at the very ends', () => {
    const sound = stereo(new Float32Array(100).fill(1))
    const output = limited(sound, { gain: 10 })
    expect(output.length).toBe(200)
    expect(peakOf(output)).toBeLessThanOrEqual(-0.95)
    expect(output.every((sample) => sample > 0.5)).toBe(true)
  })

  it('knows the true peak of what came out, as it is measured afterwards, without looking at all of it', () => {
    const part = fc.record({
      length: fc.integer({ min: 1, max: 3000 }),
      amplitude: fc.constantFrom(0, 0.001, 0.3, 1, 20),
      seed: fc.nat(),
    })
    const sizes = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.double({ min: -20, max: 40, noNaN: true }),
        fc.constantFrom(1, 2),
        sizes,
        (parts, gain, channels, frames) => {
          const mono = joined(...parts.map(({ length, ...options }) => noise(length, options)))
          const sound =
            channels === 1
              ? mono
              : stereo(
                  mono,
                  mono.map((sample, index) => sample * Math.sin(index / 500)),
                )
          const chain = limiter({ channels, sampleRate: RATE, ceiling: -1, gain })
          const blocks = [
            ...pieces(
              sound,
              frames.map((count) => count * channels),
            ),
          ].map((piece) => chain.push(piece).slice())
          const output = joined(...blocks, chain.flush())
          expect(chain.peak()).toBeCloseTo(peakOf(output, channels), 5)
        },
      ),
      { seed: 4, numRuns: 100 },
    )
  })

  it('takes nothing for nothing', () => {
    expect(limited(silence(0)).length).toBe(0)
  })
})
