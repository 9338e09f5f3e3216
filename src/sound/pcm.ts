/** What makes a 16-bit sample one in −1 … 1. A power of two: multiplying by it is as exact as dividing, and quicker. */
export const PCM16_SCALE = 2 ** -15

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/**
 * Raw 16-bit little-endian samples, in chunks cut anywhere, as 32-bit floats in −1 … 1. A chunk of floats is written over
 * when the next one is asked for: hours of sound pass through without leaving anything to collect.
 */
export async function* fromPcm16(chunks: Chunks): AsyncGenerator<Float32Array> {
  let room = new Float32Array(0)
  for await (const integers of pcm16(chunks)) {
    if (room.length < integers.length) room = new Float32Array(integers.length)
    const samples = room.subarray(0, integers.length)
    for (let index = 0; index < samples.length; index++) samples[index] = integers[index]! * PCM16_SCALE
    yield samples
  }
}

/** Raw 16-bit little-endian samples, in chunks cut anywhere, as they are: in the memory of their chunks, where that goes. */
export async function* pcm16(chunks: Chunks): AsyncGenerator<Int16Array> {
  let half: number | undefined // The low byte of a sample whose high byte is in the next chunk.
  for await (const chunk of chunks) {
    const bytes = half === undefined ? chunk : Buffer.concat([Buffer.from([half]), chunk])
    half = bytes.length % 2 === 1 ? bytes[bytes.length - 1] : undefined
    const integers = asIntegers(bytes)
    if (integers.length > 0) yield integers
  }
}

/** Every machine that Node runs on has the low byte first; but a view must begin at an even place. */
function asIntegers(bytes: Uint8Array): Int16Array {
  const even = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice()
  return new Int16Array(even.buffer, even.byteOffset, even.length >> 1)
}
