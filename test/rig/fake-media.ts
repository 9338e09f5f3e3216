import { readFile, writeFile } from 'node:fs/promises'
import { Failure } from '../../src/failure.ts'
import type { BurnParts, EncodedFile, Media, MuxParts, Probe } from '../../src/ports/media.ts'
import { onBoth } from '../../src/sound/mix.ts'

export type FakeMedia = Media & {
  readonly calls: {
    readonly probe: string[]
    readonly compress: Piece[]
    readonly encode: EncodedFile[]
    readonly mux: MuxParts[]
    readonly burn: BurnParts[]
  }
  /** What each does; a test may put another one in its place. */
  readonly does: Pick<
    { -readonly [Name in keyof Media]: Media[Name] },
    'probe' | 'listen' | 'decode' | 'encode' | 'mux' | 'burn'
  >
}

type Piece = Parameters<Media['compress']>[0]

/**
 * Media that starts no program: every recording lasts `seconds`, a background is the raw samples that its file holds,
 * a compressed piece says where it is from, and an encoded file is its samples as 32-bit floats.
 */
export function fakeMedia({ seconds = 4, videoCodec = null as string | null } = {}): FakeMedia {
  const calls: FakeMedia['calls'] = { probe: [], compress: [], encode: [], mux: [], burn: [] }
  const audio = { stream: 0, sampleRate: 44_100, channels: 1, late: 0 }
  const probe: Probe = { duration: seconds, format: 'any', audio, video: videoCodec !== null, videoCodec }
  const does: FakeMedia['does'] = {
    async listen(_track, wav) {
      await writeFile(wav.path, `speech at ${wav.sampleRate}`)
      return { samples: Math.round(seconds * 44_100), sampleRate: 44_100 }
    },
    probe: async () => probe,
    decode: async (track, raw) => writeFile(raw.path, await readFile(track.path)),
    encode: writeSamples,
    mux: writeCaptions,
    burn: async ({ captions }, { path }) => writeFile(path, `painted ${JSON.stringify(captions)}`),
  }
  return {
    calls,
    does,
    probe(path, options) {
      calls.probe.push(path)
      return does.probe(path, options)
    },
    listen: (track, wav, options) => does.listen(track, wav, options),
    async compress(piece, opus) {
      calls.compress.push(piece)
      await writeFile(opus.path, `speech from ${piece.from} to ${piece.to}`)
    },
    decode: (track, raw, options) => does.decode(track, raw, options),
    encode(blocks, file, options) {
      calls.encode.push(file)
      return does.encode(blocks, file, options)
    },
    mux(parts, file, options) {
      calls.mux.push(parts)
      return does.mux(parts, file, options)
    },
    burn(parts, file, options) {
      calls.burn.push(parts)
      return does.burn(parts, file, options)
    },
  }
}

const writeCaptions: Media['mux'] = async ({ captions }, { path, container }) => {
  const texts = await Promise.all(captions.map((track) => readFile(track.path, 'utf8')))
  await writeFile(path, `${container} of ${texts.join('\n')}`)
}

const writeSamples: Media['encode'] = async (blocks, { path, samples, channels = 2 }) => {
  const parts: Buffer[] = []
  for await (const block of blocks) {
    const stereo = channels === 2 ? block.slice() : onBoth(block, new Float32Array(block.length * 2))
    parts.push(Buffer.from(stereo.buffer))
  }
  const bytes = Buffer.concat(parts)
  await writeFile(path, bytes)
  if (bytes.length !== samples * 8) throw new Failure('internal', `${bytes.length / 8} samples instead of ${samples}`)
}
