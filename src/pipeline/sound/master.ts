import type { LoudnessFigures } from '../../dub/manifest.ts'
import { Failure } from '../../failure.ts'
import { roundedDecibels } from '../../sound/decibel.ts'
import { limiter } from '../../sound/limiter.ts'
import { loudnessMeter } from '../../sound/loudness.ts'
import { makeUpMeter } from '../../sound/make-up.ts'
import { MIX_BLOCK, type MixBlock, onBoth } from '../../sound/mix.ts'
import { type Channel, channel } from './channel.ts'

/** Samples per second inside the house. */
export const SAMPLE_RATE = 48_000
/** Of what is delivered. */
const LOUDSPEAKERS = 2

/** No whisper is lifted by more than this, in dB: the noise would come with it. */
const MOST_GAIN = 40

/** One delivered track: which samples of a block are its own, and where they are encoded to. */
export type Stem<Name extends string> = {
  readonly name: Name
  /** Mono is delivered on both channels; until then it is half the work. */
  readonly channels: 1 | 2
  /** Interleaved; may be written into `room`, which is large enough for any block. */
  readonly samplesOf: (block: MixBlock, room: Float32Array) => Float32Array
  /** Takes stereo. */
  readonly encode: (blocks: AsyncIterable<Float32Array>) => Promise<void>
}

export type Target = {
  /** LUFS, integrated (BS.1770-4). */
  readonly loudness: number
  /** dBTP. */
  readonly ceiling: number
}

type Mixes = () => AsyncIterable<MixBlock>

/**
 * Brings stems of one mix to a loudness and encodes them side by side. The mix is walked through twice, once to measure
 * and once to encode: the gain can only be known at the end.
 * @returns what was measured of each stem, before its encoder.
 */
export async function master<Name extends string>(
  stems: readonly Stem<Name>[],
  mixes: Mixes,
  target: Target,
): Promise<ReadonlyMap<Name, LoudnessFigures>> {
  const gains = await measure(stems, mixes, target)
  const figures = await encode(stems, mixes, gains, target)
  return new Map(stems.map(({ name }, index) => [name, figures[index]!]))
}

/** The gain in dB that brings each stem to the target. */
async function measure<Name extends string>(stems: readonly Stem<Name>[], mixes: Mixes, target: Target) {
  const meters = stems.map(({ channels }) => makeUpMeter(channels, SAMPLE_RATE, LOUDSPEAKERS))
  const room = new Float32Array(MIX_BLOCK * LOUDSPEAKERS)
  for await (const block of mixes()) {
    for (const [index, { samplesOf }] of stems.entries()) meters[index]?.push(samplesOf(block, room))
  }
  return meters.map((meter) => Math.min(MOST_GAIN, meter.gain(target.loudness, target.ceiling)))
}

async function encode<Name extends string>(
  stems: readonly Stem<Name>[],
  mixes: Mixes,
  gains: readonly number[],
  { ceiling }: Target,
): Promise<LoudnessFigures[]> {
  const lanes = stems.map((stem, index) => lane(stem, gains[index] ?? 0, ceiling))
  const failures: unknown[] = []
  const encodings = lanes.map(({ encoded }) => encoded.catch((error: unknown) => void failures.push(error)))
  await feed(lanes, mixes, () => failures.length > 0).catch((error: unknown) => void failures.push(error))
  await Promise.all(encodings) // Also after a failure: nothing goes on behind the caller's back.
  if (failures.length > 0) throw failures[0]
  return lanes.map(({ figures }) => figures())
}

/** Reads the mix once and gives every lane its part of each block; the slowest encoder sets the pace. */
async function feed(lanes: readonly Lane[], mixes: Mixes, hasFailed: () => boolean): Promise<void> {
  try {
    for await (const block of mixes()) {
      if (hasFailed()) throw endedEarly()
      await Promise.all(lanes.map((each) => each.push(block)))
    }
    await Promise.all(lanes.map((each) => each.flush()))
    for (const each of lanes) each.end()
  } catch (error) {
    for (const each of lanes) each.fail(error)
    throw error
  }
}

type Lane = ReturnType<typeof lane>

function lane<Name extends string>({ channels, samplesOf, encode }: Stem<Name>, gain: number, ceiling: number) {
  const room = new Float32Array(MIX_BLOCK * channels)
  const limit = limiter({ channels, sampleRate: SAMPLE_RATE, ceiling, gain })
  const loudness = loudnessMeter(channels, SAMPLE_RATE, LOUDSPEAKERS)
  const out: Channel<Float32Array> = channel()
  const send = async (samples: Float32Array) => {
    if (samples.length === 0) return
    loudness.push(samples)
    // A block once handed on is not written to again: each has room of its own.
    await out.push(channels === 2 ? samples : onBoth(samples, new Float32Array(samples.length * 2)))
  }
  let complete = false
  const end = () => {
    complete = true
    out.end()
  }
  const encoded = encode(out.items)
    .then(() => {
      if (!complete) throw endedEarly()
    })
    .finally(out.end) // Nobody reads any more: a block that waits to be taken would wait for ever.
  return {
    encoded,
    end,
    fail: out.fail,
    push: (block: MixBlock) => send(limit.push(samplesOf(block, room))),
    flush: () => send(limit.flush()),
    figures: (): LoudnessFigures => ({
      integrated_lufs: roundedDecibels(loudness.integrated()),
      true_peak_dbtp: roundedDecibels(limit.peak()),
    }),
  }
}

function endedEarly(): Failure {
  return new Failure('internal', 'An encoder ended early.')
}
