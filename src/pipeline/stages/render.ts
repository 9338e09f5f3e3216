import type { BlobRef } from '../../dub/blob.ts'
import type { LoudnessFigures } from '../../dub/manifest.ts'
import type { AudioFormat } from '../../dub/request.ts'
import { amplitudeOf } from '../../sound/decibel.ts'
import { loudnessMeter } from '../../sound/loudness.ts'
import { fullMix, type MixBlock, mix } from '../../sound/mix.ts'
import { fromPcm16 } from '../../sound/pcm.ts'
import { fileChunks } from '../sound/file-chunks.ts'
import { master, SAMPLE_RATE, type Stem } from '../sound/master.ts'
import { type Placed, type PlacedClips, placedClips } from '../sound/placed-clip.ts'
import type { Stage, StepTools } from '../stage.ts'

/** Sound beneath the voice: under speech it is lowered further, as `duckingGain` says. */
export type Beneath = {
  /** Raw stereo samples at 48 kHz, as `decode` gives them. */
  readonly samples: BlobRef
  /** dB, where nobody speaks. */
  readonly gain: number
  /** Its own loudness (LUFS), where it is to be brought to that of the dub's voice first; null leaves it as it is. */
  readonly loudness: number | null
}

type Question = {
  readonly clips: readonly Placed[]
  readonly beneath: readonly Beneath[]
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

type StemName = 'voice_only' | 'full_mix'

export const AUDIO_MIME = {
  m4a: 'audio/mp4',
  mp3: 'audio/mpeg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  opus: 'audio/ogg',
} as const satisfies Record<AudioFormat, string>

/**
 * The delivered audio: the clips in their places, above what lies beneath them, at the right loudness. Clips, layers and
 * length are in whole samples from here on.
 */
export const render: Stage<Question, Rendered> = {
  name: 'render',
  version: 2,
  async run(question, tools) {
    const names: readonly StemName[] = question.beneath.length > 0 ? ['voice_only', 'full_mix'] : ['voice_only']
    const stems = await renderStems(names, question, tools)
    const voice = stems.get('voice_only')!
    const full = stems.get('full_mix') ?? voice // With nothing beneath it they are the same file.
    return { full_mix: full.audio, voice_only: voice.audio, loudness: full.loudness }
  },
}

type RenderedStem = { readonly audio: BlobRef; readonly loudness: LoudnessFigures }

/** Renders some stems of one mix, side by side. */
async function renderStems(
  names: readonly StemName[],
  question: Question,
  tools: StepTools,
): Promise<ReadonlyMap<StemName, RenderedStem>> {
  const stems = names.map((name) => stemOf(name, question, tools))
  await using placed = await placedClips(question.clips, tools.scratch.path('voice.f32'), tools.blobs)
  const relative = question.beneath.some(({ loudness }) => loudness !== null)
  const walk = walker(question, placed, { ...tools, walks: relative ? 3 : 2 })
  const voice = relative ? await loudnessOf(walk([])) : 0
  const layers = await Promise.all(
    question.beneath.map(async (layer) => ({
      path: await tools.blobs.path(layer.samples),
      gain: amplitudeOf(levelOf(layer, voice)),
    })),
  )
  const figures = await master(stems, () => walk(layers), question)
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
    ...(name === 'voice_only' ? { channels: 1, samplesOf: ({ voice }) => voice } : { channels: 2, samplesOf: fullMix }),
    encode: (blocks) =>
      tools.media.encode(blocks, { path, format, language, samples: length }, { signal: tools.signal }),
  }
}

type LayerFile = { readonly path: string; readonly gain: number }

/** Walks through the mix, as often as was said, with these layers beneath it. */
function walker(
  { length }: Question,
  { clips }: PlacedClips,
  { signal, progress, walks }: Pick<StepTools, 'signal' | 'progress'> & { readonly walks: number },
): (layers: readonly LayerFile[]) => AsyncGenerator<MixBlock> {
  let done = 0
  return async function* (layers) {
    const beneath = layers.map(({ path, gain }) => ({ samples: fromPcm16(fileChunks(path)), gain }))
    for await (const block of mix({ length, clips, beneath, sampleRate: SAMPLE_RATE })) {
      signal.throwIfAborted()
      yield block
      done += block.voice.length
      progress(done / (length * walks))
    }
  }
}

/** Of the voice as it is delivered, from both loudspeakers (LUFS); −Infinity for silence. */
async function loudnessOf(blocks: AsyncIterable<MixBlock>): Promise<number> {
  const meter = loudnessMeter(1, SAMPLE_RATE, 2)
  for await (const { voice } of blocks) meter.push(voice)
  return meter.integrated()
}

/** The gain of a layer in dB; where there is no voice to measure it by, it stays at its own level. */
function levelOf({ gain, loudness }: Beneath, voice: number): number {
  return loudness === null || !Number.isFinite(voice) ? gain : gain + voice - loudness
}
