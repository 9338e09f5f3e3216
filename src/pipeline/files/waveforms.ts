import { type BlobRef, blobOf } from '../../dub/blob.ts'
import type { LanguageDub, Waveform, Waveforms } from '../../dub/dubbed.ts'
import type { Track } from '../../dub/request.ts'
import { endsJob, Failure } from '../../failure.ts'
import type { Probe } from '../../ports/media.ts'
import type { Run } from '../run.ts'
import { SAMPLE_RATE } from '../sound/master.ts'
import { waveform } from '../stages/waveform.ts'

type Heard = { readonly source: Track; readonly probe: Probe; readonly duration: number }

export type Drawing = {
  /** Begins to draw a dub, and the source with the first one, while other dubs are still made. */
  readonly begin: (dub: LanguageDub) => void
  /**
   * What the source and each dub that came out look like; null where none did, or where they cannot be drawn, which is
   * said: a picture is no reason to keep back finished dubs.
   */
  readonly ended: (warn: (message: string) => void) => Promise<Waveforms | null>
}

/** Draws the source, and dubs as they come out. */
export function drawing({ source, probe, duration }: Heard, run: Run): Drawing {
  const begun = new Map<string, Promise<Drawn>>()
  const draw = (name: string, track: BlobRef, as: Probe) => {
    if (!begun.has(name)) begun.set(name, drawn(name, run.step(waveform, { track, probe: as })))
  }
  return {
    begin(dub) {
      const content = dub.artifacts.find((artifact) => artifact.type === 'full_mix')?.content
      if (!content || !('blob' in content)) return
      draw(SOURCE, blobOf(source), probe)
      draw(dub.language, content.blob, asDelivered(duration))
    },
    async ended(warn) {
      const all = await Promise.all(begun.values())
      const failure = all.find((each) => 'failure' in each)?.failure
      if (failure && endsJob(failure)) throw failure
      if (failure) warn(`The report has no waveforms. ${failure.message}`)
      const [first, ...dubs] = all.flatMap((each) => ('waveform' in each ? [each] : []))
      if (failure || !first) return null
      return {
        source: first.waveform,
        dubs: Object.fromEntries(dubs.map(({ name, waveform: shape }) => [name, shape])),
      }
    },
  }
}

/** No language has this name. */
const SOURCE = ''

type Drawn =
  | { readonly name: string; readonly waveform: Waveform }
  | { readonly name: string; readonly failure: Failure }

async function drawn(name: string, step: Promise<Waveform>): Promise<Drawn> {
  try {
    return { name, waveform: await step }
  } catch (error) {
    return { name, failure: Failure.from(error) }
  }
}

/** What the house encodes is known without asking. */
function asDelivered(duration: number): Probe {
  const audio = { stream: 0, sampleRate: SAMPLE_RATE, channels: 2, late: 0 }
  return { duration, format: 'delivered', audio, video: false, videoCodec: null }
}
