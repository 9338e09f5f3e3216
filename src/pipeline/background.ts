import type { BlobRef } from '../dub/blob.ts'
import type { Track } from '../dub/request.ts'
import { type Source, secondsOf } from './hear.ts'
import type { Run } from './run.ts'
import { decode } from './stages/decode.ts'
import { probe } from './stages/probe.ts'

/** Bytes of a second of raw 16-bit stereo at 48 kHz. */
const BYTES_PER_SECOND = 48_000 * 4
/** A difference in length that is said, in seconds. */
const NOTABLE = 0.5

export type Background = {
  readonly samples: BlobRef
  /** Seconds. */
  readonly duration: number
  readonly warnings: readonly string[]
}

/** The background as samples, where there is one; of another length than the source it is cut or followed by silence, and said. */
export async function hearBackground(track: Track | null, source: Source, run: Run): Promise<Background | null> {
  if (track === null) return null
  const { digest, type, size, name } = track
  const probed = await run.step(probe, { track: { digest, type, size } })
  const samples = await run.step(decode, { track: { digest, type, size }, probe: probed })
  const duration = samples.size / BYTES_PER_SECOND
  return { samples, duration, warnings: misfit(name, duration, secondsOf(source)) }
}

function misfit(name: string, duration: number, length: number): string[] {
  const excess = duration - length
  if (Math.abs(excess) <= NOTABLE) return []
  const what = excess > 0 ? 'its end is left out' : 'it ends before the recording does'
  const lengths = `lasts ${duration.toFixed(1)} s, the recording ${length.toFixed(1)} s`
  return [`The background ${JSON.stringify(name)} ${lengths}: ${what}.`]
}
