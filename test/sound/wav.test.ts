import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { readWav, writeWav } from '../../src/sound/wav.ts'
import { espeakWav, ffmpegWav } from './programs.ts'
import { noise, stereo, tone } from './signals.ts'

describe('writeWav', () => {
  it('writes a header of 44 bytes that tells the format and the sizes', () => {
    const bytes = writeWav(new Float32Array(5), 22_050)
    const view = new DataView(bytes.buffer)
    expect(Buffer.from(bytes.subarray(0, 4)).toString()).toBe('RIFF')
    expect(Buffer.from(bytes.subarray(8, 16)).toString()).toBe('WAVEfmt ')
    expect(Buffer.from(bytes.subarray(36, 40)).toString()).toBe('data')
    expect(view.getUint32(4, true)).toBe(bytes.length - 8)
    expect(view.getUint16(20, true)).toBe(1)
    expect(view.getUint16(22, true)).toBe(1)
    expect(view.getUint32(24, true)).toBe(22_050)
    expect(view.getUint32(28, true)).toBe(44_100)
    expect(view.getUint32(40, true)).toBe(10)
    expect(bytes.length).toBe(54)
  })

  it('clamps what lies beyond full scale', () => {
    const { samples } = readWav(writeWav(new Float32Array([2, -2, 1, -1]), 48_000))
    expect([...samples]).toEqual([32_767 / 32_768, -1, 32_767 / 32_768, -1])
  })

  it('is read back to half a step of 16 bits', () => {
    fc.assert(
      fc.property(fc.float32Array({ min: -1, max: Math.fround(0.99), noNaN: true }), (samples) => {
        const back = readWav(writeWav(samples, 16_000))
        expect(back.sampleRate).toBe(16_000)
        expect(back.samples.length).toBe(samples.length)
        for (const [index, sample] of samples.entries()) {
          expect(Math.abs(back.samples[index]! - sample)).toBeLessThanOrEqual(0.5 / 2 ** 15)
        }
      }),
    )
  })

  it('gives the same bytes when what was read is written again', () => {
    const bytes = writeWav(noise(1000), 8000)
    const { samples, sampleRate } = readWav(bytes)
    expect(writeWav(samples, sampleRate)).toEqual(bytes)
  })

  it('is what ffmpeg takes for a WAV of these samples', () => {
    const samples = noise(2000, { amplitude: 0.9 })
    const floats = readWav(ffmpegWav(writeWav(samples, 48_000), ['-c:a', 'pcm_f32le', '-f', 'wav']))
    expect(floats).toEqual(readWav(writeWav(samples, 48_000)))
  })
})

describe('readWav', () => {
  const original = tone(440, 0.1, { rate: 22_050, amplitude: 0.5 })
  const wav = writeWav(original, 22_050)

  it.each([
    ['pcm_s16le', 2 ** -15],
    ['pcm_s24le', 2 ** -15],
    ['pcm_s32le', 2 ** -15],
    ['pcm_f32le', 2 ** -15],
  ])('reads %s', (codec, tolerance) => {
    const { samples, sampleRate } = readWav(ffmpegWav(wav, ['-c:a', codec, '-f', 'wav']))
    expect(sampleRate).toBe(22_050)
    expect(samples.length).toBe(original.length)
    for (const [index, sample] of original.entries()) expect(Math.abs(samples[index]! - sample)).toBeLessThan(tolerance)
  })

  it('reads the extensible format, which ffmpeg writes for 24 bits and more than two channels', () => {
    const bytes = ffmpegWav(wav, ['-af', 'pan=4c|c0=c0|c1=c0|c2=c0|c3=c0', '-c:a', 'pcm_s24le', '-f', 'wav'])
    expect(new DataView(bytes.buffer, bytes.byteOffset).getUint16(20, true)).toBe(0xfffe)
    expect(readWav(bytes).samples).toEqual(readWav(wav).samples)
  })

  it('averages channels', () => {
    const both = handmade({ channels: 2, samples: stereo(new Float32Array([0.5, -1]), new Float32Array([0.25, 0])) })
    expect([...readWav(both).samples]).toEqual([0.375, -0.5])
  })

  it('reads negative and extreme numbers of 24 bits', () => {
    const bytes = handmade({ bits: 24, data: [0, 0, 0x80, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0, 0, 0x40] })
    expect([...readWav(bytes).samples]).toEqual([-1, Math.fround(1 - 2 ** -23), -(2 ** -23), 0.5])
  })

  it.each([0, 0xffff_ffff, 0x7fff_f000, 4000])('takes what is there where the header says %i bytes', (size) => {
    const bytes = writeWav(new Float32Array([0.5, -0.5, 0.25]), 8000)
    new DataView(bytes.buffer).setUint32(40, size, true)
    expect([...readWav(bytes).samples]).toEqual([0.5, -0.5, 0.25])
  })

  it('reads what espeak-ng writes to a pipe', () => {
    const bytes = espeakWav('Good morning.')
    const { samples, sampleRate } = readWav(bytes)
    expect(sampleRate).toBe(22_050)
    expect(samples.length).toBe((bytes.length - 44) / 2)
    expect(samples.length / sampleRate).toBeGreaterThan(0.5)
  })

  it('skips chunks that it does not know, of odd length too', () => {
    const list = [...Buffer.from('LIST'), 3, 0, 0, 0, 1, 2, 3, 0]
    expect([...readWav(handmade({ before: list, samples: new Float32Array([0.5]) })).samples]).toEqual([0.5])
  })

  it('does not take what follows the data for sound', () => {
    const bytes = handmade({ samples: new Float32Array([0.5, 0.25]) })
    const longer = new Uint8Array([...bytes, ...Buffer.from('LIST'), 2, 0, 0, 0, 9, 9])
    expect(readWav(longer).samples.length).toBe(2)
  })

  it('leaves out a frame that is cut in two', () => {
    expect(readWav(wav.subarray(0, wav.length - 1)).samples.length).toBe(original.length - 1)
  })

  it('reads from the middle of a larger buffer', () => {
    const larger = new Uint8Array(wav.length + 7)
    larger.set(wav, 7)
    expect(readWav(larger.subarray(7)).samples).toEqual(readWav(wav).samples)
  })

  it.each([
    ['nothing', new Uint8Array(0)],
    ['text', new TextEncoder().encode('{"error":"no such voice, and that is all there is"}')],
    ['a header without data', wav.subarray(0, 36)],
    ['a header that breaks off', wav.subarray(0, 24)],
    ['data without a format', new Uint8Array([...wav.subarray(0, 12), ...wav.subarray(36)])],
    ['8 bits', handmade({ bits: 8, data: [1, 2] })],
    ['no channels', handmade({ channels: 0, data: [1, 2] })],
    ['a compressed format', handmade({ tag: 0x55, data: [1, 2] })],
  ])("fails as the vendor's fault for %s", (_, bytes) => {
    expect(() => readWav(bytes)).toThrow(Failure)
    expect(() => readWav(bytes)).toThrow(expect.objectContaining({ code: 'vendor' }))
  })
})

type Handmade = {
  readonly tag?: number
  readonly channels?: number
  readonly bits?: number
  readonly before?: readonly number[]
  readonly samples?: Float32Array
  readonly data?: readonly number[]
}

function handmade({ tag = 1, channels = 1, bits = 16, before = [], samples = new Float32Array(0), data }: Handmade) {
  const body = data ?? [...new Uint8Array(Int16Array.from(samples, (sample) => sample * 2 ** 15).buffer)]
  const format = new DataView(new ArrayBuffer(24))
  for (const [at, letter] of [...Buffer.from('fmt ')].entries()) format.setUint8(at, letter)
  format.setUint32(4, 16, true)
  format.setUint16(8, tag, true)
  format.setUint16(10, channels, true)
  format.setUint32(12, 8000, true)
  format.setUint32(16, (8000 * channels * bits) / 8, true)
  format.setUint16(20, (channels * bits) / 8, true)
  format.setUint16(22, bits, true)
  const size = new Uint8Array(new Uint32Array([body.length]).buffer)
  const opening = [...Buffer.from('RIFF'), 0, 0, 0, 0, ...Buffer.from('WAVE')]
  return new Uint8Array([
    ...opening,
    ...before,
    ...new Uint8Array(format.buffer),
    ...Buffer.from('data'),
    ...size,
    ...body,
  ])
}
