import type { BlobRef } from '../../dub/blob.ts'
import type { AudioFormat } from '../../dub/request.ts'
import { amplitudeOf } from '../../sound/decibel.ts'
import { loudnessMeter } from '../../sound/loudness.ts'
import { fullMix, MIX_BLOCK, type MixBlock, mix } from '../../sound/mix.ts'
import { pcm16 } from '../../sound/pcm.ts'
import { fileChunks } from '../sound/file-chunks.ts'
import { type Mastered, master, SAMPLE_RATE, type Stem } from '../sound/master.ts'
import { type Placed, type VoiceTrack, voiceTrack } from '../sound/voice-track.ts'
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

/** Loudness and waveform are those of the full mix. */
export type Rendered = Mastered & { readonly full_mix: BlobRef; readonly voice_only: BlobRef }

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
  version: 4,
  async run(question, tools) {
    const names: readonly StemName[] = question.beneath.length > 0 ? ['full_mix', 'voice_only'] : ['voice_only']
    const stems = await renderStems(names, question, tools)
    const voice = stems.get('voice_only')!
    const { audio, ...measured } = stems.get('full_mix') ?? voice // With nothing beneath it they are the same file.
    return { full_mix: audio, voice_only: voice.audio, ...measured }
  },
}

type RenderedStem = Mastered & { readonly audio: BlobRef }

/** Renders some stems of one mix, side by side. */
async function renderStems(
  names: readonly StemName[],
  question: Question,
  tools: StepTools,
): Promise<ReadonlyMap<StemName, RenderedStem>> {
  await using track = await voiceTrack(question.clips, tools.scratch.path('voice.f32'), tools.blobs)
  const relative = question.beneath.some(({ loudness }) => loudness !== null)
  const walk = walker(question, track, { ...tools, walks: 2 * names.length + (relative ? 1 : 0) })
  const voice = relative ? await loudnessOf(walk([])) : 0
  const layers = await Promise.all(
    question.beneath.map(async (layer) => ({
      path: await tools.blobs.path(layer.samples),
      gain: amplitudeOf(levelOf(layer, voice)),
    })),
  )
  const stems = names.map((name) => stemOf(name, { question, tools, walk, layers }))
  const mastered = await master(stems, question)
  const rendered = new Map<StemName, RenderedStem>()
  for (const { name, path } of stems) {
    const audio = await tools.blobs.adopt(path, AUDIO_MIME[question.format])
    rendered.set(name, { audio, ...mastered.get(name)! })
  }
  return rendered
}

type LayerFile = { readonly path: string; readonly gain: number }

type StemParts = {
  readonly question: Question
  readonly tools: StepTools
  readonly walk: (layers: readonly LayerFile[]) => AsyncIterable<MixBlock>
  readonly layers: readonly LayerFile[]
}

function stemOf(
  name: StemName,
  { question, tools, walk, layers }: StemParts,
): Stem<StemName> & { readonly path: string } {
  const { format, language, length } = question
  const path = tools.scratch.path(`${name}.${format}`)
  const channels = name === 'voice_only' ? 1 : 2
  return {
    name,
    path,
    channels,
    length,
    blocks: () => (channels === 1 ? voices(walk([])) : fullMixes(walk(layers))),
    encode: (blocks) =>
      tools.media.encode(blocks, { path, format, language, samples: length, channels }, { signal: tools.signal }),
  }
}

async function* voices(blocks: AsyncIterable<MixBlock>): AsyncGenerator<Float32Array> {
  for await (const { voice } of blocks) yield voice
}

async function* fullMixes(blocks: AsyncIterable<MixBlock>): AsyncGenerator<Float32Array> {
  const room = new Float32Array(MIX_BLOCK * 2)
  for await (const block of blocks) yield fullMix(block, room)
}

/** Walks along the mix, as often as was said in all, with these layers beneath it. */
function walker(
  { length }: Question,
  { clips, voice }: VoiceTrack,
  { signal, progress, walks }: Pick<StepTools, 'signal' | 'progress'> & { readonly walks: number },
): (layers: readonly LayerFile[]) => AsyncGenerator<MixBlock> {
  let done = 0
  return async function* (layers) {
    const beneath = layers.map(({ path, gain }) => ({ samples: pcm16(fileChunks(path)), gain }))
    for await (const block of mix({ length, clips, voice: voice(), beneath, sampleRate: SAMPLE_RATE })) {
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
