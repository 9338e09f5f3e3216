import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loudnessMeter } from '../../src/sound/loudness.ts'
import { resample } from '../../src/sound/resample.ts'
import { ffmpegExactLoudness, speak } from './programs.ts'
import { amplitude, joined, noise, pieces, silence, stereo, tone } from './signals.ts'

const RATE = 48_000

function loudness(interleaved: Float32Array, { channels = 2, rate = RATE, sizes = [32_768] } = {}): number {
  const meter = loudnessMeter(channels, rate)
  for (const piece of pieces(interleaved, sizes)) meter.push(piece)
  return meter.integrated()
}

/** A stereo sine of 1 kHz at these levels (dBFS, peak), each for so many seconds. */
function steps(parts: readonly (readonly [level: number, seconds: number])[], rate = RATE): Float32Array {
  return joined(...parts.map(([level, seconds]) => stereo(tone(1000, seconds, { rate, amplitude: amplitude(level) }))))
}

/** EBU Tech 3341, table 1, minimum requirements test signals 1 to 5: with a tolerance of 0.1 LU. */
const EBU_CASES = [
  ['1', [[-23, 20]], -23],
  ['2', [[-33, 20]], -33],
  [
    '3',
    [
      [-36, 10],
      [-23, 60],
      [-36, 10],
    ],
    -23,
  ],
  [
    '4',
    [
      [-72, 10],
      [-36, 10],
      [-23, 60],
      [-36, 10],
      [-72, 10],
    ],
    -23,
  ],
  [
    '5',
    [
      [-26, 20],
      [-20, 20.1],
      [-26, 20],
    ],
    -23,
  ],
] as const

describe('loudnessMeter', () => {
  it.each(EBU_CASES)('measures EBU Tech 3341 test signal %s', (_, parts, expected) => {
    expect(Math.abs(loudness(steps(parts)) - expected)).toBeLessThan(0.1)
  })

  it('gives −3.01 LUFS for a full-scale sine of 997 Hz on one channel, as BS.1770 demands', () => {
    expect(loudness(tone(997, 5), { channels: 1 })).toBeCloseTo(-3.01, 1)
    expect(loudness(stereo(tone(997, 5), silence(5 * RATE)))).toBeCloseTo(-3.01, 1)
  })

  it('measures mono from two loudspeakers as the same sound on two channels', () => {
    const mono = tone(1000, 3, { amplitude: 0.2 })
    const meter = loudnessMeter(1, RATE, 2)
    meter.push(mono)
    expect(meter.integrated()).toBeCloseTo(loudness(stereo(mono)), 9)
  })

  it.each([8000, 16_000, 22_050, 32_000, 44_100, 96_000])('measures the same at %i Hz', (rate) => {
    expect(loudness(steps([[-23, 5]], rate), { rate })).toBeCloseTo(-23, 1)
  })

  it('is −∞ for silence, for nothing and for what is below the absolute gate', () => {
    expect(loudness(silence(RATE * 2))).toBe(-Infinity)
    expect(loudness(silence(0))).toBe(-Infinity)
    expect(loudness(steps([[-75, 3]]))).toBe(-Infinity)
  })

  it('leaves out silence around a programme', () => {
    const programme = steps([[-20, 30]])
    const quiet = silence(RATE * 2 * 20)
    expect(Math.abs(loudness(joined(quiet, programme, quiet)) - loudness(programme))).toBeLessThan(0.1)
  })

  it('measures the one block there is of a programme shorter than 400 ms', () => {
    for (const seconds of [0.05, 0.1, 0.25, 0.399]) {
      expect(Math.abs(loudness(steps([[-23, seconds]])) + 23)).toBeLessThan(0.5)
    }
  })

  it('goes up by as much as the sound does', () => {
    const programme = stereo(noise(RATE * 3, { amplitude: 0.1 }), noise(RATE * 3, { seed: 2, amplitude: 0.05 }))
    const louder = programme.map((sample) => sample * amplitude(7))
    expect(loudness(louder) - loudness(programme)).toBeCloseTo(7, 3)
  })

  it('adds the channels: twice the power is 3 LU more', () => {
    const mono = noise(RATE * 2, { amplitude: 0.1 })
    expect(loudness(stereo(mono)) - loudness(mono, { channels: 1 })).toBeCloseTo(3.01, 2)
  })

  it('is the same whatever the blocks', () => {
    const programme = stereo(noise(60_000, { amplitude: 0.2 }), noise(60_000, { seed: 3 }))
    const whole = loudness(programme, { sizes: [120_000] })
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 5 }), (frames) => {
        const sizes = frames.map((count) => count * 2)
        expect(loudness(programme, { sizes: [...sizes, 4096] })).toBeCloseTo(whole, 6)
      }),
      { numRuns: 20 },
    )
  })

  it('can be asked in between and goes on', () => {
    const meter = loudnessMeter(2, RATE)
    meter.push(steps([[-23, 5]]))
    expect(meter.integrated()).toBeCloseTo(-23, 1)
    meter.push(steps([[-17, 5]]))
    expect(meter.integrated()).toBeGreaterThan(-20)
    expect(meter.integrated()).toBe(meter.integrated())
  })

  it('is as fast after silence as before: nothing decays into denormal numbers', () => {
    const meter = loudnessMeter(2, RATE)
    meter.push(steps([[-1, 1]]))
    meter.push(silence(RATE * 2 * 30))
    meter.push(steps([[-1, 1]]))
    // A full-scale 1 kHz stereo sine is 0 LUFS; the two seconds of it, and the edges to the silence, are all that passes.
    expect(Math.abs(meter.integrated() + 1)).toBeLessThan(0.8)
  })

  it.each([0, 3, 6])('refuses %i channels, whose weights it does not know', (channels) => {
    expect(() => loudnessMeter(channels, RATE)).toThrow(RangeError)
  })
})

describe('loudnessMeter and ffmpeg agree within 0.1 LU', () => {
  const speech = (text: string, options: readonly string[] = []) => {
    const { samples, sampleRate } = speak(text, options)
    return resample(samples, sampleRate, RATE)
  }
  const talk = 'It was a bright cold day in April, and the clocks were striking thirteen. Nobody looked up. '

  it.each<[string, () => Float32Array, number]>([
    ['white noise', () => stereo(noise(RATE * 5), noise(RATE * 5, { seed: 2, amplitude: 0.1 })), RATE],
    ['a deep tone', () => stereo(tone(60, 5, { amplitude: 0.5 })), RATE],
    ['a high tone', () => stereo(tone(9000, 5, { amplitude: 0.5 })), RATE],
    [
      'loud and soft in turn',
      () =>
        steps([
          [-6, 2],
          [-30, 3],
          [-12, 1.3],
          [-60, 4],
          [-20, 2.7],
        ]),
      RATE,
    ],
    ['speech', () => stereo(speech(talk)), RATE],
    ['speech with pauses', () => stereo(joined(speech(talk), silence(RATE * 6), speech(talk, ['-v', 'en+f3']))), RATE],
    ['speech on one side', () => stereo(speech(talk), silence(speech(talk).length)), RATE],
    ['44.1 kHz', () => stereo(resample(speech(talk), RATE, 44_100)), 44_100],
  ])('on %s', (_, make, rate) => {
    const sound = make()
    expect(Math.abs(loudness(sound, { rate }) - ffmpegExactLoudness(sound, rate))).toBeLessThan(0.1)
  })
})
