import { fromPcm16 } from '../../sound/pcm.ts'
import { fileChunks } from '../sound/file-chunks.ts'

/** The samples of a mono WAV file of 16 bits, in chunks that are written over when the next are asked for. */
export async function* wavSamples(path: string): AsyncGenerator<Float32Array> {
  let first = true
  async function* data() {
    for await (const chunk of fileChunks(path)) {
      yield first ? chunk.subarray(dataIn(chunk)) : chunk
      first = false
    }
  }
  yield* fromPcm16(data())
}

/** Where a WAV file's samples begin, at the latest: its header names its format and its maker. */
const MOST_HEADER = 1024

function dataIn(chunk: Uint8Array): number {
  const at = Buffer.from(chunk.buffer, chunk.byteOffset, Math.min(chunk.length, MOST_HEADER)).indexOf('data')
  return at === -1 ? 0 : at + 8
}
