import type { Media } from '../ports/media.ts'
import { burn } from './burn.ts'
import { compress } from './compress.ts'
import { decode } from './decode.ts'
import { encode } from './encode.ts'
import { listen } from './listen.ts'
import { mux } from './mux.ts'
import { probe } from './probe.ts'

export type Programs = { readonly ffmpeg: string; readonly ffprobe: string }

/** The media room, on ffmpeg and ffprobe, each given as a path or a name on the PATH. */
export function ffmpegMedia(programs: Programs): Media {
  return {
    probe: (path, options) => probe(programs, path, options),
    listen: (track, wav, options) => listen(programs, track, wav, options),
    compress: (piece, opus, options) => compress(programs, piece, opus, options),
    decode: (track, raw, options) => decode(programs, track, raw, options),
    encode: (blocks, file, options) => encode(programs, blocks, file, options),
    mux: (parts, file, options) => mux(programs, parts, file, options),
    burn: (parts, file, options) => burn(programs, parts, file, options),
  }
}
