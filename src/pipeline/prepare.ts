import type { BlobRef } from '../dub/blob.ts'
import type { DubRequest } from '../dub/request.ts'
import type { Listened, Probe } from '../ports/media.ts'
import type { TakenAudio } from '../ports/providers.ts'
import { SAMPLE_RATE } from './master.ts'
import type { Run } from './run.ts'
import { cut, type Piece } from './stages/cut.ts'
import { listen } from './stages/listen.ts'
import { probe } from './stages/probe.ts'

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
export async function prepare({ source, transcriber }: DubRequest, run: Run): Promise<Prepared> {
  const track = { digest: source.digest, type: source.type, size: source.size }
  run.emit({ event: 'stage', language: null, stage: 'stt', done: 0, total: 1 })
  const probed = await run.step(probe, { track })
  const { takes } = run.providers.transcriber(transcriber.id)
  const { speech, listened } = await run.step(listen, { track, probe: probed, sampleRate: takes.sampleRate })
  const pieces = await piecesOf(speech, listened, takes, run)
  return { probed, listened, length: lengthOf(probed, listened), pieces }
}

/** A picture goes on after the sound has ended, so a video's audio is as long as the longer of the two. */
function lengthOf({ video, duration }: Probe, { samples, sampleRate }: Listened): number {
  const heard = Math.round((samples * SAMPLE_RATE) / sampleRate)
  return video ? Math.max(heard, Math.round(duration * SAMPLE_RATE)) : heard
}

async function piecesOf(speech: BlobRef, listened: Listened, takes: TakenAudio, run: Run): Promise<readonly Piece[]> {
  const { format, sampleRate, longest } = takes
  const seconds = listened.samples / listened.sampleRate
  if (format === 'wav' && seconds <= longest) return [{ audio: speech, start: 0, end: seconds }]
  const bounded = Math.min(longest, MOST_SECONDS)
  return run.step(cut, { speech, sampleRate, samples: Math.floor(seconds * sampleRate), longest: bounded })
}

/** A bound where the transcriber has none: JSON knows no infinity. */
const MOST_SECONDS = 1e9
