/** A power of two: multiplying by it is as exact as dividing, and quicker. */
const SCALE = 2 ** -15

/**
 * Raw 16-bit little-endian samples, in chunks cut anywhere, as 32-bit floats in −1 … 1. A chunk of floats is written over
 * when the next one is asked for: hours of sound pass through without leaving anything to collect.
 */
export async function* fromPcm16(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Float32Array> {
  let room = new Float32Array(0)
  let half: number | undefined // The low byte of a sample whose high byte is in the next chunk.
  for await (const chunk of chunks) {
    const bytes = half === undefined ? chunk : Buffer.concat([Buffer.from([half]), chunk])
    half = bytes.length % 2 === 1 ? bytes[bytes.length - 1] : undefined
    const integers = asIntegers(bytes)
    if (room.length < integers.length) room = new Float32Array(integers.length)
    const samples = room.subarray(0, integers.length)
    for (let index = 0; index < samples.length; index++) samples[index] = integers[index]! * SCALE
    if (samples.length > 0) yield samples
  }
}

/** Every machine that Node runs on has the low byte first; but a view must begin at an even place. */
function asIntegers(bytes: Uint8Array): Int16Array {
  const even = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice()
  return new Int16Array(even.buffer, even.byteOffset, even.length >> 1)
}
