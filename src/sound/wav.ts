import { Failure } from '../failure.ts'

/** Mono sound: `samples` at `sampleRate` a second, full scale at ±1. */
export type Sound = { readonly sampleRate: number; readonly samples: Float32Array }

type Format = { readonly kind: Kind; readonly channels: number; readonly sampleRate: number; readonly bits: number }
type Kind = 'integer' | 'float'

/** WAVE_FORMAT_PCM, _IEEE_FLOAT and _EXTENSIBLE of Microsoft's mmreg.h. */
const INTEGER = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe

/**
 * Reads a WAV file: 16, 24 or 32 bit integers or 32 bit floats, its channels averaged into one. Programs that write to
 * a pipe cannot know the length beforehand and put 0 or some huge number, so the data's size counts only where it fits.
 * Fails as `vendor`, for only a synthesizer's answer is ever read here.
 *
 * Source: IBM/Microsoft, "Multimedia Programming Interface and Data Specifications 1.0" (RIFF), and "Multiple Channel
 * Audio Data and WAVE Files" (WAVE_FORMAT_EXTENSIBLE).
 */
export function readWav(bytes: Uint8Array): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const opening = bytes.length < 12 ? '' : nameAt(view, 0)
  if ((opening !== 'RIFF' && opening !== 'RF64') || nameAt(view, 8) !== 'WAVE') {
    throw new Failure('vendor', 'The sound that came back is not a WAV file.')
  }
  let format: Format | undefined
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = nameAt(view, at)
    const size = view.getUint32(at + 4, true)
    const body = at + 8
    if (name === 'fmt ') format = readFormat(view, body, size)
    if (name === 'data') {
      if (format === undefined) throw new Failure('vendor', 'The WAV file has no format before its data.')
      return { sampleRate: format.sampleRate, samples: readSamples(view, body, size, format) }
    }
    at = body + size + (size % 2) // Chunks begin at even positions.
  }
  throw new Failure('vendor', 'The WAV file has no data.')
}

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(view.getUint8(at), view.getUint8(at + 1), view.getUint8(at + 2), view.getUint8(at + 3))
}

function readFormat(view: DataView, at: number, size: number): Format {
  if (size < 16 || at + size > view.byteLength) throw new Failure('vendor', 'The WAV file breaks off in its format.')
  const tag = view.getUint16(at, true)
  // The extensible format names the real one in the first two bytes of a GUID, 24 bytes in.
  const code = tag === EXTENSIBLE && size >= 26 ? view.getUint16(at + 24, true) : tag
  const channels = view.getUint16(at + 2, true)
  const sampleRate = view.getUint32(at + 4, true)
  const bits = view.getUint16(at + 14, true)
  const integer = code === INTEGER && (bits === 16 || bits === 24 || bits === 32)
  const float = code === FLOAT && bits === 32
  if ((!integer && !float) || channels === 0 || sampleRate === 0) {
    throw new Failure(
      'vendor',
      `WAV of format ${code} with ${channels} × ${bits} bit at ${sampleRate} Hz is not supported.`,
    )
  }
  return { kind: integer ? 'integer' : 'float', channels, sampleRate, bits }
}

/** The data's samples, as many whole frames as there are; a frame cut in two at the end is left out. */
function readSamples(view: DataView, at: number, size: number, { kind, channels, bits }: Format): Float32Array {
  const there = view.byteLength - at
  const width = bits / 8
  const frames = Math.floor((size === 0 || size > there ? there : size) / (width * channels))
  const read = reader(view, kind, bits)
  const samples = new Float32Array(frames)
  if (channels === 1 && bits === 16 && (view.byteOffset + at) % 2 === 0) {
    // The usual case, five times as fast: every machine that Node runs on has the low byte first.
    const integers = new Int16Array(view.buffer, view.byteOffset + at, frames)
    for (let frame = 0; frame < frames; frame++) samples[frame] = integers[frame]! * 2 ** -15
    return samples
  }
  for (let frame = 0, from = at; frame < frames; frame++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++, from += width) sum += read(from)
    samples[frame] = sum / channels
  }
  return samples
}

function reader(view: DataView, kind: Kind, bits: number): (at: number) => number {
  if (kind === 'float') return (at) => view.getFloat32(at, true)
  if (bits === 16) return (at) => view.getInt16(at, true) / 2 ** 15
  if (bits === 24) return (at) => (view.getInt8(at + 2) * 2 ** 16 + view.getUint16(at, true)) / 2 ** 23
  return (at) => view.getInt32(at, true) / 2 ** 31
}

/**
 * Writes mono samples as 16 bit WAV; what lies beyond ±1 is clamped. The scale is 2¹⁵, as in `readWav`, so that 16 bit
 * sound read and written again is the same bytes.
 */
export function writeWav(samples: Float32Array, sampleRate: number): Uint8Array {
  const bytes = new Uint8Array(44 + samples.length * 2)
  const view = new DataView(bytes.buffer)
  bytes.set(new TextEncoder().encode('RIFF____WAVEfmt '), 0)
  view.setUint32(4, 36 + samples.length * 2, true)
  view.setUint32(16, 16, true)
  view.setUint16(20, INTEGER, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, sampleRate, true)
  view.setUint32(28, sampleRate * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  bytes.set(new TextEncoder().encode('data'), 36)
  view.setUint32(40, samples.length * 2, true)
  for (let index = 0; index < samples.length; index++) {
    const scaled = Math.round(samples[index]! * 2 ** 15)
    view.setInt16(44 + index * 2, Math.max(-(2 ** 15), Math.min(2 ** 15 - 1, scaled)), true)
  }
  return bytes
}
