import type { Waveform } from '../../dub/dubbed.ts'
import type { LoudnessFigures } from '../../dub/manifest.ts'
import { Failure } from '../../failure.ts'
import type { SampleBlocks } from '../../ports/media.ts'
import { roundedDecibels } from '../../sound/decibel.ts'
import { limiter } from '../../sound/limiter.ts'
import { loudnessMeter } from '../../sound/loudness.ts'
import { makeUpMeter } from '../../sound/make-up.ts'
import { waveformMeter } from './waveform-of.ts'

/** Samples per second inside the house. */
export const SAMPLE_RATE = 48_000
/** Of what is delivered. */
const LOUDSPEAKERS = 2

/** No whisper is lifted by more than this, in dB: the noise would come with it. */
const MOST_GAIN = 40

/** One delivered track: what is heard on it, and where it is encoded to. */
export type Stem<Name extends string> = {
  readonly name: Name
  /** Mono is delivered on both channels by its encoder; until then it is half the work. */
  readonly channels: 1 | 2
  /** Frames. */
  readonly length: number
  /** Walks along the track, interleaved; a block may be written over when the next one is asked for. */
  readonly blocks: () => SampleBlocks
  readonly encode: (blocks: SampleBlocks) => Promise<void>
}

/** What was measured of a stem, before its encoder. */
export type Mastered = { readonly loudness: LoudnessFigures; readonly waveform: Waveform }

export type Target = {
  /** LUFS, integrated (BS.1770-4). */
  readonly loudness: number
  /** dBTP. */
  readonly ceiling: number
}

/**
 * Brings stems of one mix to a loudness and encodes them side by side. Each is walked along twice, once to measure and once to
 * encode: the gain can only be known at the end. They are measured one after another, so that the first is encoded, which
 * takes longest of all, while the second is still measured.
 */
export async function master<Name extends string>(
  stems: readonly Stem<Name>[],
  target: Target,
): Promise<ReadonlyMap<Name, Mastered>> {
  const failures: unknown[] = []
  const failed = (error: unknown) => void failures.push(error)
  const encodings: Promise<unknown>[] = []
  const mastered = new Map<Name, Mastered>()
  for (const stem of stems) {
    const walk = () => untilFailed(stem.blocks(), failures)
    const gain = await gainFor(stem, walk(), target).catch(failed)
    if (gain === undefined) break
    const encoded = encode(stem, walk(), gain, target).then((measured) => mastered.set(stem.name, measured))
    encodings.push(encoded.catch(failed))
  }
  await Promise.all(encodings) // Also after a failure: nothing goes on behind the caller's back.
  if (failures.length > 0) throw failures[0]
  return mastered
}

/** The blocks, up to the first failure anywhere: what is walked then is of no use to anybody. */
async function* untilFailed(blocks: SampleBlocks, failures: readonly unknown[]): AsyncGenerator<Float32Array> {
  for await (const block of blocks) {
    if (failures.length > 0) throw endedEarly()
    yield block
  }
}

/** The gain in dB that brings a stem to the target. */
async function gainFor({ channels }: Stem<string>, blocks: SampleBlocks, { loudness, ceiling }: Target) {
  const meter = makeUpMeter(channels, SAMPLE_RATE, LOUDSPEAKERS)
  for await (const block of blocks) meter.push(block)
  return Math.min(MOST_GAIN, meter.gain(loudness, ceiling))
}

async function encode(stem: Stem<string>, blocks: SampleBlocks, gain: number, { ceiling }: Target): Promise<Mastered> {
  const { channels, length } = stem
  const limit = limiter({ channels, sampleRate: SAMPLE_RATE, ceiling, gain })
  const loudness = loudnessMeter(channels, SAMPLE_RATE, LOUDSPEAKERS)
  const drawn = waveformMeter(length / SAMPLE_RATE, SAMPLE_RATE, channels)
  let complete = false
  async function* limited(): AsyncGenerator<Float32Array> {
    for await (const block of blocks) yield measured(limit.push(block))
    yield measured(limit.flush())
    complete = true
  }
  const measured = (block: Float32Array) => {
    loudness.push(block)
    drawn.push(block)
    return block
  }
  await stem.encode(limited())
  if (!complete) throw endedEarly()
  return {
    loudness: {
      integrated_lufs: roundedDecibels(loudness.integrated()),
      true_peak_dbtp: roundedDecibels(limit.peak()),
    },
    waveform: drawn.waveform(),
  }
}

function endedEarly(): Failure {
  return new Failure('internal', 'An encoder ended early.')
}
