import type { Caption } from '../dub/captions.ts'
import type { AudioFormat } from '../dub/request.ts'

export type Probe = {
  /** Seconds, by the container's own word. A file that was cut short still claims its full length. */
  readonly duration: number
  /** The container's format names, e.g. `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format: string
  readonly audio: {
    /** The stream that is listened to, by its index in the container. */
    readonly stream: number
    readonly sampleRate: number
    readonly channels: number
    /** Seconds from the start of the container's time to the first sample. */
    readonly late: number
    /** The language that the file says it is in, as it says it; left out where it says none. */
    readonly language?: string
  }
  /** Whether there is a picture that moves; cover art does not count. */
  readonly video: boolean
  /** That picture's codec, by ffmpeg's name; null where there is none, or one that nobody knows. */
  readonly videoCodec: string | null
  /** Seconds from the start of the container's time to the end of that picture; left out where nobody knows. */
  readonly pictureDuration?: number
}

/**
 * A track to be decoded. `most` is how many seconds of it are taken, give or take a second, whatever its header says and
 * however long it goes on; all of it where it is left out.
 */
export type DecodedTrack = { readonly path: string; readonly probe: Probe; readonly most?: number }

export type RunOptions = { readonly signal: AbortSignal; readonly progress?: (seconds: number) => void }

/** What the voice track turned out to hold: exactly so many samples at its own rate. */
export type Listened = { readonly samples: number; readonly sampleRate: number }

/** Mono speech: 16-bit WAV, unless told, or Ogg Opus; `sampleRate` in Hz. */
export type HeardFile = { readonly path: string; readonly sampleRate: number; readonly format?: 'wav' | 'opus' }

/** Interleaved 32-bit float samples in blocks of any size. A block may be written over when the next one is asked for. */
export type SampleBlocks = AsyncIterable<Float32Array>

/** What ffmpeg does for the house, always at its edges: one run to decode a track, one for each delivered file. */
export interface Media {
  /**
   * @param path absolute
   * @throws {Failure} `input`, where it is no media file or has no audio.
   */
  probe(path: string, options: RunOptions): Promise<Probe>
  /** Decodes a voice track into a mono file at `file.sampleRate`, and counts its own samples on the way. */
  listen(track: DecodedTrack, file: HeardFile, options: RunOptions): Promise<Listened>
  /** Encodes a piece of a mono WAV file, from one sample up to another, to mono Ogg Opus, for an upload. */
  compress(
    piece: { readonly path: string; readonly from: number; readonly to: number },
    opus: { readonly path: string },
    options: RunOptions,
  ): Promise<void>
  /** Decodes a track to a file of raw 16-bit little-endian stereo samples at 48 kHz. */
  decode(track: DecodedTrack, raw: { readonly path: string }, options: RunOptions): Promise<void>
  /**
   * Encodes 48 kHz blocks into one stereo file that plays for exactly `file.samples` samples.
   * @throws {Failure} `internal`, where the blocks hold more or fewer.
   */
  encode(blocks: SampleBlocks, file: EncodedFile, options: RunOptions): Promise<void>
  /**
   * Puts a picture, untouched, with sound tracks and captions into one file. Title, chapters, turn and colours of the
   * picture stay; captions are off until a viewer wants them, as far as the container can say so.
   * @throws {Failure} `input`, where the container cannot hold the picture.
   */
  mux(parts: MuxParts, file: VideoFile, options: RunOptions): Promise<void>
  /**
   * The same with captions painted into the picture, which is encoded anew: slow.
   * @throws {Failure} `input`, where this ffmpeg cannot paint, or no font has the characters.
   */
  burn(parts: BurnParts, file: VideoFile, options: RunOptions): Promise<void>
}

/** `samples` is the length, per channel: some formats can be exact only where it is known beforehand. */
export type EncodedFile = {
  readonly path: string
  readonly format: AudioFormat
  readonly language: string
  readonly samples: number
  /** Of the blocks: of one, both channels of the file are made. Two where it is left out. */
  readonly channels?: 1 | 2
}

/** Containers that a video is delivered in. */
export type VideoContainer = 'mp4' | 'mov' | 'webm' | 'mkv'

/** `path` is absolute. */
export type VideoFile = { readonly path: string; readonly container: VideoContainer }

/** `path` is absolute; `language` is BCP-47, `title` what a player's menu shows. */
export type NamedTrack = { readonly path: string; readonly language: string; readonly title: string }

/** A picture, by its absolute path, and what is heard with it. */
type Film = {
  readonly picture: string
  /** At least one; the first is what plays. */
  readonly sounds: readonly NamedTrack[]
  /** The picture's own sound as the last track; null where it is left out. */
  readonly original: Omit<NamedTrack, 'path'> | null
}

/** `captions` are SRT files. */
export type MuxParts = Film & { readonly captions: readonly NamedTrack[] }

export type BurnParts = Film & { readonly captions: readonly Caption[] }
