import type { VideoContainer } from '../ports/media.ts'
import { AAC } from './aac.ts'

/** How a container is written, and what goes into it. */
type Container = {
  readonly muxer: readonly string[]
  /** The codec of captions, by ffmpeg's name. */
  readonly captions: string
  /** The codec of a dub; a track that is in it already is copied. */
  readonly dub: string
  /** Codecs of the original's sound that are copied: every player of the container knows them. */
  readonly takes: ReadonlySet<string>
  /** What sound is encoded as where it cannot be copied. */
  readonly encoder: readonly string[]
}

const OPUS = ['libopus', '-b', '160k']

export const CONTAINERS: Readonly<Record<VideoContainer, Container>> = {
  mp4: {
    muxer: ['-f', 'mp4', '-movflags', '+faststart'],
    captions: 'mov_text',
    dub: 'aac',
    takes: new Set(['aac', 'ac3', 'alac', 'eac3', 'mp3']),
    encoder: AAC,
  },
  mov: {
    muxer: ['-f', 'mov', '-movflags', '+faststart'],
    captions: 'mov_text',
    dub: 'aac',
    takes: new Set(['aac', 'ac3', 'alac', 'eac3', 'mp3', 'pcm_s16be', 'pcm_s16le', 'pcm_s24be', 'pcm_s24le']),
    encoder: AAC,
  },
  webm: {
    muxer: ['-f', 'webm'],
    captions: 'webvtt',
    dub: 'opus',
    takes: new Set(['opus', 'vorbis']),
    encoder: OPUS,
  },
  mkv: {
    muxer: ['-f', 'matroska'],
    captions: 'srt',
    // FLAC, for ffmpeg's Matroska cannot skip what AAC puts before the first sample, and would move the picture.
    dub: 'flac',
    takes: new Set([
      'aac',
      'ac3',
      'alac',
      'dts',
      'eac3',
      'flac',
      'mp2',
      'mp3',
      'opus',
      'truehd',
      'vorbis',
      'pcm_s16le',
      'pcm_s24le',
    ]),
    encoder: ['flac'],
  },
}

export function isMp4(container: VideoContainer): boolean {
  return container === 'mp4' || container === 'mov'
}
