import type { BlobRef } from '../../dub/blob.ts'
import type { LanguageDub, Waveforms } from '../../dub/dubbed.ts'
import type { Track } from '../../dub/request.ts'
import type { Probe } from '../../ports/media.ts'
import type { Run } from '../run.ts'
import { SAMPLE_RATE } from '../sound/master.ts'
import { waveform } from '../stages/waveform.ts'

/** How many tracks are drawn at a time: each takes a program of its own. */
const WIDTH = 2

type Heard = { readonly source: Track; readonly probe: Probe; readonly duration: number }

/**
 * What the source and each dub that came out look like; null where none did, or where they cannot be drawn, which is said: a
 * picture is no reason to keep back finished dubs.
 */
export async function waveforms(
  dubs: readonly LanguageDub[],
  { source: { digest, type, size }, probe, duration }: Heard,
  warn: (message: string) => void,
  run: Run,
): Promise<Waveforms | null> {
  const mixes = dubs.flatMap((dub) => {
    const track = mixOf(dub)
    return track === undefined ? [] : [{ language: dub.language, track }]
  })
  if (mixes.length === 0) return null
  const delivered = mixes.map(({ track }) => ({ track, probe: asDelivered(duration) }))
  const tracks = [{ track: { digest, type, size }, probe }, ...delivered]
  const { answers, failures } = await run.each(waveform, tracks, { width: WIDTH, line: () => null, onDone: () => {} })
  if (failures[0]) {
    warn(`The report has no waveforms. ${failures[0].failure.message}`)
    return null
  }
  const [source, ...drawn] = answers
  return {
    source: source!,
    dubs: Object.fromEntries(mixes.map(({ language }, index) => [language, drawn[index]!])),
  }
}

function mixOf(dub: LanguageDub): BlobRef | undefined {
  const content = dub.artifacts.find(({ type }) => type === 'full_mix')?.content
  return content && 'blob' in content ? content.blob : undefined
}

/** What the house encodes is known without asking. */
function asDelivered(duration: number): Probe {
  const audio = { stream: 0, sampleRate: SAMPLE_RATE, channels: 2, late: 0 }
  return { duration, format: 'delivered', audio, video: false, videoCodec: null }
}
