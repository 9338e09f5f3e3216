import type { BlobRef } from '../../dub/blob.ts'
import type { LoudnessFigures } from '../../dub/manifest.ts'
import type { AudioFormat } from '../../dub/request.ts'
import { fullMix, type MixBlock, mix, voiceOnly } from '../../sound/mix.ts'
import { fromPcm16 } from '../../sound/pcm.ts'
import { fileChunks } from '../file-chunks.ts'
import { master, SAMPLE_RATE, type Stem } from '../master.ts'
import { type Placed, placedClip } from '../placed-clip.ts'
import type { Stage, StepTools } from '../stage.ts'

type Question = {
  readonly clips: readonly Placed[]
  /** Raw stereo samples at 48 kHz, as `decode` gives them. */
  readonly background: BlobRef | null
  /** Samples at 48 kHz. */
  readonly length: number
  readonly format: AudioFormat
  readonly language: string
  /** LUFS, integrated. */
  readonly loudness: number
  /** dBTP, before the encoder. */
  readonly ceiling: number
}

export type Rendered = { readonly full_mix: BlobRef; readonly voice_only: BlobRef; readonly loudness: LoudnessFigures }

/** How often the mix is walked through: once to measure, once to encode. */
const WALKS = 2

export type StemName = 'voice_only' | 'full_mix'

export const AUDIO_MIME = {
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  opus: 'audio/ogg',
} as const satisfies Record<AudioFormat, string>

/** The delivered audio: the clips in their places, with the background where there is one, at the right loudness. */
export const render: Stage<Question, Rendered> = {
  name: 'render',
  version: 1,
  async run(question, tools) {
    const names: readonly StemName[] = question.background ? ['voice_only', 'full_mix'] : ['voice_only']
    const stems = await renderStems(names, question, tools)
    const voice = stems.get('voice_only')!
    const full = stems.get('full_mix') ?? voice // Without a background they are the same file.
    return { full_mix: full.audio, voice_only: voice.audio, loudness: full.loudness }
  },
}

type RenderedStem = { readonly audio: BlobRef; readonly loudness: LoudnessFigures }

/** Renders some stems of one mix, side by side. */
export async function renderStems(
  names: readonly StemName[],
  question: Question,
  tools: StepTools,
): Promise<ReadonlyMap<StemName, RenderedStem>> {
  const stems = names.map((name) => stemOf(name, question, tools))
  const background = question.background && (await tools.blobs.path(question.background))
  let walks = 0
  const figures = await master(stems, () => mixOf(question, background, tools, walks++), question)
  const rendered = new Map<StemName, RenderedStem>()
  for (const { name, path } of stems) {
    const audio = await tools.blobs.adopt(path, AUDIO_MIME[question.format])
    rendered.set(name, { audio, loudness: figures.get(name)! })
  }
  return rendered
}

function stemOf(
  name: StemName,
  { format, language, length }: Question,
  tools: StepTools,
): Stem<StemName> & { readonly path: string } {
  const path = tools.scratch.path(`${name}.${format}`)
  return {
    name,
    path,
    samplesOf: name === 'voice_only' ? voiceOnly : fullMix,
    encode: (blocks) =>
      tools.media.encode(blocks, { path, format, language, samples: length }, { signal: tools.signal }),
  }
}

async function* mixOf(
  { clips, length }: Question,
  background: string | null,
  { blobs, signal, progress }: StepTools,
  walk: number,
): AsyncGenerator<MixBlock> {
  const beneath = background === null ? undefined : fromPcm16(fileChunks(background))
  const placed = clips.map((clip) => placedClip(clip, blobs))
  let done = 0
  for await (const block of mix({ length, clips: placed, background: beneath, sampleRate: SAMPLE_RATE })) {
    signal.throwIfAborted()
    yield block
    done += block.voice.length
    progress((walk + done / length) / WALKS)
  }
}
