import { type BlobRef, blobOf } from '../../dub/blob.ts'
import type { DubRequest } from '../../dub/request.ts'
import type { Listened, Probe } from '../../ports/media.ts'
import type { TakenAudio } from '../../ports/providers.ts'
import type { Run } from '../run.ts'
import { SAMPLE_RATE } from '../sound/master.ts'
import { cut, type Piece } from '../stages/cut.ts'
import { listen } from '../stages/listen.ts'
import { probe } from '../stages/probe.ts'

/** The source, ready to be heard; nobody has been asked yet, or paid. */
export type Prepared = {
  readonly probed: Probe
  readonly listened: Listened
  /** In samples at 48 kHz. */
  readonly length: number
  /** As the transcriber takes them. */
  readonly pieces: readonly Piece[]
}

/** Finds out what a voice track is and how long it is, and makes it ready for the transcriber. */
export async function prepare(
  { source, background, transcriber, transcript }: DubRequest,
  run: Run,
): Promise<Prepared> {
  const track = blobOf(source)
  run.emit({ event: 'stage', language: null, stage: 'stt', done: 0, total: 1 })
  const probed = await run.step(probe, { track })
  // Used much later: else one that is no audio would be refused only when the transcriber is paid.
  if (background) await run.step(probe, { track: blobOf(background) })
  const takes = transcript === undefined ? run.providers.transcriber(transcriber.id).takes : FOR_NOBODY
  const hearAs = (format: TakenAudio['format']) =>
    run.step(listen, { track, probe: probed, sampleRate: takes.sampleRate, format })
  const { listened, pieces } = await piecesOf(hearAs, probed, takes, run)
  return { probed, listened, length: lengthOf(probed, listened), pieces }
}

/** Where nobody transcribes it is listened to all the same, for its length. */
const FOR_NOBODY: TakenAudio = { format: 'wav', sampleRate: 16_000, longest: Infinity }

/** A picture goes on after the sound has ended, so a video's audio is as long as the longer of the two. */
function lengthOf({ video, duration }: Probe, { samples, sampleRate }: Listened): number {
  const heard = Math.round((samples * SAMPLE_RATE) / sampleRate)
  return video ? Math.max(heard, Math.round(duration * SAMPLE_RATE)) : heard
}

type HearAs = (format: TakenAudio['format']) => Promise<{ readonly speech: BlobRef; readonly listened: Listened }>

/** A container may claim less than it holds: only what claims a good deal less than the bound is taken to keep it. */
const SURE = 0.9

/** The speech as the transcriber takes it: at once where it is short enough, else decoded first and cut at silences. */
async function piecesOf(hearAs: HearAs, probed: Probe, takes: TakenAudio, run: Run) {
  const { format, sampleRate, longest } = takes
  const first = await hearAs(probed.duration <= longest * SURE ? format : 'wav')
  const { listened } = first
  const seconds = listened.samples / listened.sampleRate
  const whole = first.speech.type === MIME[format] && seconds <= longest
  if (whole) return { listened, pieces: [{ audio: first.speech, start: 0, end: seconds }] }
  const { speech } = await hearAs('wav')
  const samples = Math.floor(seconds * sampleRate)
  return {
    listened,
    pieces: await run.step(cut, { speech, sampleRate, samples, longest: Math.min(longest, MOST_SECONDS) }),
  }
}

const MIME = { wav: 'audio/wav', opus: 'audio/ogg' } as const satisfies Record<TakenAudio['format'], string>

/** A bound where the transcriber has none: JSON knows no infinity. */
const MOST_SECONDS = 1e9
