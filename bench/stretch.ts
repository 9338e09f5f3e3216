import { stretch as wsola } from '../src/sound/stretch.ts'
import type { Result } from './result.ts'
import { pitchRatio } from './stretch-pitch.ts'
import { melDistance, melFrames } from './stretch-spectrum.ts'
import { vocode } from './stretch-vocoder.ts'
import { filterSeconds, voices, withFilter } from './stretch-voices.ts'

const SAMPLE_RATE = 48_000
const RATES = [0.8, 0.9, 1.1, 1.25, 1.4, 1.6]
/** A dub has clips of some seconds, and hundreds of them. */
const CLIP = 3 * SAMPLE_RATE
const ROUNDS = 5

const WAYS = {
  wsola: (samples: Float32Array, rate: number) => wsola(samples, SAMPLE_RATE, rate),
  vocoder: vocode,
  atempo: (samples: Float32Array, rate: number) => withFilter(samples, `atempo=${rate}`),
  rubberband: (samples: Float32Array, rate: number) => withFilter(samples, `rubberband=tempo=${rate}`),
}
type Way = keyof typeof WAYS

/**
 * Speech made slower and faster in four ways: ours (`wsola`), a phase vocoder, and two filters of ffmpeg. Of each: the pitch
 * and the length that should be kept; the largest step between two samples, against that before; how far its spectrum lies
 * from rubberband's output and from the source's own, in time with it; and seconds of processor time for an hour of speech.
 */
export async function stretch(): Promise<Result> {
  const figures: Record<string, number> = {}
  const spoken = voices()
  const sources = Object.values(spoken).map((samples) => ({ samples, frames: melFrames(samples) }))
  for (const rate of RATES) {
    process.stderr.write(`rate ${rate}\n`)
    const each: Record<Way, Judged[]> = { wsola: [], vocoder: [], atempo: [], rubberband: [] }
    for (const source of sources) {
      const reference = melFrames(WAYS.rubberband(source.samples, rate))
      for (const way of ways()) each[way].push(judge(WAYS[way](source.samples, rate), source, rate, reference))
    }
    for (const way of ways()) {
      const worst = (of: (judged: Judged) => number) => Math.max(...each[way].map(of))
      const mean = (of: (judged: Judged) => number) =>
        each[way].reduce((sum, one) => sum + of(one), 0) / each[way].length
      const name = (figure: string) => `${way}_${rate}_${figure}`
      figures[name('pitch_off_percent')] = worst(({ pitch }) => Math.abs(pitch - 1) * 100)
      figures[name('length_off_samples')] = worst(({ off }) => Math.abs(off))
      figures[name('jump_to_source')] = worst(({ jump }) => jump)
      if (way !== 'rubberband') figures[name('db_to_rubberband')] = mean(({ toReference }) => toReference)
      figures[name('db_to_source')] = mean(({ toSource }) => toSource)
    }
  }
  for (const rate of RATES) {
    const of = (way: Way, figure: string) => figures[`${way}_${rate}_${figure}`]!
    figures[`wsola_${rate}_db_to_rubberband_against_atempo`] =
      of('wsola', 'db_to_rubberband') / of('atempo', 'db_to_rubberband')
    figures[`wsola_${rate}_db_to_source_against_rubberband`] =
      of('wsola', 'db_to_source') / of('rubberband', 'db_to_source')
  }
  Object.assign(figures, speeds(spoken['talk']!))
  return { figures, targets: targets() }
}

function ways(): readonly Way[] {
  return Object.keys(WAYS) as Way[]
}

type Source = { readonly samples: Float32Array; readonly frames: readonly Float64Array[] }
type Judged = Readonly<Record<'pitch' | 'off' | 'jump' | 'toReference' | 'toSource', number>>

function judge(output: Float32Array, source: Source, rate: number, reference: readonly Float64Array[]): Judged {
  const frames = melFrames(output)
  return {
    pitch: pitchRatio(output, source.samples, rate),
    off: output.length - Math.round(source.samples.length / rate),
    jump: largestJump(output) / largestJump(source.samples),
    toReference: melDistance(frames, reference),
    toSource: melDistance(frames, source.frames, rate),
  }
}

function largestJump(samples: Float32Array): number {
  let largest = 0
  for (let index = 1; index < samples.length; index++) {
    largest = Math.max(largest, Math.abs(samples[index]! - samples[index - 1]!))
  }
  return largest
}

/** Seconds for an hour of speech at 1.25, the least of some rounds in turn; a mean would measure the neighbours too. */
function speeds(speech: Float32Array): Record<string, number> {
  const clips = Array.from({ length: Math.floor(speech.length / CLIP) }, (_, clip) =>
    speech.slice(clip * CLIP, (clip + 1) * CLIP),
  )
  const long = new Float32Array(speech.length * 8)
  for (let copy = 0; copy < 8; copy++) long.set(speech, copy * speech.length)
  const least: Record<Way, number> = { wsola: Infinity, vocoder: Infinity, atempo: Infinity, rubberband: Infinity }
  for (let round = 0; round < ROUNDS; round++) {
    // The vocoder takes so much longer that once will do.
    for (const way of round === 0 ? (['wsola', 'vocoder'] as const) : (['wsola'] as const)) {
      const began = process.cpuUsage()
      for (const clip of clips) WAYS[way](clip, 1.25)
      const { user, system } = process.cpuUsage(began)
      least[way] = Math.min(least[way], ((user + system) / 1e6) * (3600 / ((clips.length * CLIP) / SAMPLE_RATE)))
    }
    for (const [way, filter] of [
      ['atempo', 'atempo=1.25'] as const,
      ['rubberband', 'rubberband=tempo=1.25'] as const,
    ]) {
      least[way] = Math.min(least[way], filterSeconds(long, filter) * (3600 / (long.length / SAMPLE_RATE)))
    }
  }
  return {
    ...Object.fromEntries(ways().map((way) => [`${way}_seconds_an_hour`, least[way]])),
    wsola_times_real_time: 3600 / least.wsola,
    wsola_to_atempo: least.wsola / least.atempo,
    wsola_to_rubberband: least.wsola / least.rubberband,
  }
}

/**
 * Ours keeps pitch, length and smoothness; lies no further from rubberband's output than another program's way does, and no
 * further from the source than rubberband does; and takes less time than that.
 */
function targets(): Record<string, number> {
  const each = RATES.flatMap((rate) => [
    [`wsola_${rate}_pitch_off_percent`, 1],
    [`wsola_${rate}_length_off_samples`, 0],
    [`wsola_${rate}_jump_to_source`, 1.3],
    [`wsola_${rate}_db_to_rubberband_against_atempo`, 1.05],
    [`wsola_${rate}_db_to_source_against_rubberband`, 1],
  ])
  return { ...Object.fromEntries(each), wsola_to_rubberband: 1 }
}
