import { costOf } from '../../dub/prices.ts'
import type { DubRequest } from '../../dub/request.ts'
import type { Script } from '../../dub/script.ts'
import type { Clip } from '../../dub/speech.ts'
import type { Speeds } from '../../ports/providers.ts'
import type { Run } from '../run.ts'
import type { Booth } from './booth.ts'
import type { Fitted } from './rewrite-rounds.ts'
import { speechQuestions } from './speech-questions.ts'

/** From here on a voice that hurries by itself sounds better than one that is stretched: where asking again is free, */
const WORTH_ASKING = 1.08
/** and where it is paid for once more, so that only stretching which is heard is worth it. */
const WORTH_PAYING = 1.15
/** Speeds are asked for in these steps, which nobody hears, so that a line that moves a little is not asked for anew. */
const STEP = 0.05
/** A clip that misses its length by more than this share was not spoken at the speed asked for. */
const MISSED = 0.08

type Parts = {
  readonly request: DubRequest
  readonly warn: (message: string) => void
  readonly say: Booth['say']
  /** Whether a person has spoken the line themselves. */
  readonly isRecorded: (index: number) => boolean
}

/**
 * The clips of a schedule, those that are played much faster or slower than they were spoken replaced by ones spoken at
 * that rate, where the synthesizer can. `seconds` stays the natural length, and the schedule as it is: the renderer makes
 * up for the rest. Whatever comes back at another length, or not at all, leaves the clip as it was.
 */
export async function speakAtRates(
  { lines, language }: Script,
  { clips, schedule }: Pick<Fitted, 'clips' | 'schedule'>,
  { request, warn, say, isRecorded }: Parts,
  { providers }: Pick<Run, 'providers'>,
): Promise<readonly Clip[]> {
  const all = speechQuestions(lines, language, request)
  const by = all[0]?.by
  const speeds = by && providers.synthesizer(by.id).speeds?.(language)
  if (by === undefined || speeds === undefined) return clips
  const worth = costOf(by, { tts_characters: 1 }) === 0 ? WORTH_ASKING : WORTH_PAYING
  const asked = schedule.placements.flatMap(({ rate }, index) => {
    const [question, speed] = [all[index], isRecorded(index) ? undefined : speedFor(rate, speeds, worth)]
    return question && speed !== undefined ? [{ index, question: { ...question, speed } }] : []
  })
  if (asked.length === 0) return clips
  const { answers, failures } = await say(
    asked.map(({ question }) => question),
    asked.map(({ index }) => index),
    { optional: true },
  )
  if (failures[0])
    warn(`Not all lines could be spoken at their own rate: they are stretched. ${failures[0].failure.message}`)
  const replaced = [...clips]
  for (const [at, { index, question }] of asked.entries()) {
    const [clip, spoken] = [clips[index]!, answers[at]]
    const isMeant = spoken && Math.abs((spoken.seconds * question.speed) / clip.seconds - 1) <= MISSED
    if (isMeant) replaced[index] = { audio: spoken.audio, seconds: clip.seconds }
  }
  return replaced
}

function speedFor(rate: number, { min, max }: Speeds, worth: number): number | undefined {
  if (rate <= worth && rate >= 1 / worth) return undefined
  const speed = Math.round(Math.min(max, Math.max(min, rate)) / STEP) * STEP
  // Steps of a twentieth are not exact in binary, and the question should hold what is meant.
  const exact = Number(speed.toFixed(2))
  return exact === 1 ? undefined : exact
}
