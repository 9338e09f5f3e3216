/** Raw 16-bit little-endian samples, in chunks cut anywhere, as 32-bit floats in −1 … 1. */
export async function* fromPcm16(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Float32Array> {
  let half: number | undefined // The low byte of a sample whose high byte is in the next chunk.
  for await (const chunk of chunks) {
    const bytes = half === undefined ? chunk : Buffer.concat([Buffer.from([half]), chunk])
    half = bytes.length % 2 === 1 ? bytes[bytes.length - 1] : undefined
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    const samples = new Float32Array(bytes.length >> 1)
    for (let index = 0; index < samples.length; index++) samples[index] = view.getInt16(index * 2, true) / 32768
    if (samples.length > 0) yield samples
  }
}
