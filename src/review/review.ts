import { join, relative } from 'node:path'
import type { Waveform } from '../dub/dubbed.ts'
import type { Script } from '../dub/script.ts'
import { Failure } from '../failure.ts'
import type { Control } from '../jobs/control.ts'
import { recordingFiles } from '../jobs/recording-files.ts'
import { drawSource } from '../jobs/report/draw-source.ts'
import type { Shop } from '../jobs/shop.ts'
import type { Job } from '../ports/jobs.ts'
import { inTurn } from './in-turn.ts'
import { approvedAll, changed, type LineChange, refuseNoLine } from './line-change.ts'
import { dropRecording, keepRecording, type NewRecording } from './recordings.ts'
import { runAgain } from './run-again.ts'
import { type ReviewEvent, runner } from './runner.ts'
import { readScript, writeScript } from './script-file.ts'
import { deliveredBy, type LineState, lineStateOf, type ReviewState, soundOf, stateOf } from './state.ts'

/** One job under review. What is changed is on the disk when the promise is kept. */
export type Review = {
  /** The fastest that a line may be played. */
  readonly bound: number
  readonly state: () => Promise<ReviewState>
  readonly change: (language: string, line: number, change: LineChange) => Promise<LineState>
  readonly approveAll: (language: string, approved: boolean) => Promise<void>
  readonly keepRecording: (language: string, recording: NewRecording) => Promise<LineState>
  readonly dropRecording: (language: string, line: number) => Promise<LineState>
  /** Begins to work out what has changed. @returns false where that is under way. */
  readonly apply: () => boolean
  readonly isRunning: () => boolean
  /** Tells how it stands, and then every event. @returns what ends that. */
  readonly follow: (listener: (event: ReviewEvent) => void) => () => void
  /** What the source looks like, where no report has drawn it yet. */
  readonly waveform: () => Promise<Waveform>
  /** Where the source, a dub (`dub/es`) or a recording (`recording/es/7`) lies; undefined where there is none. */
  readonly pathOf: (...names: readonly string[]) => Promise<string | undefined>
  /** Kept when nothing is under way any more. */
  readonly idle: () => Promise<void>
}

type Steering = Pick<Control, 'signal' | 'stop' | 'limits'>

/** Opens a job's delivered folder for a person to look over. */
export function openReview(job: Job, shop: Shop, steering: Steering): Review {
  const { id, folder } = job
  const turn = inTurn()
  const current = async () => (await shop.jobs.find(id)) ?? job
  const run = runner(async (emit) => {
    await runAgain(await current(), shop, { ...steering, emit })
  })
  /** Changes made while a run writes its files: they are made again when it has. */
  let meanwhile: (() => Promise<void>)[] = []
  /** A language comes from outside, and becomes a part of a path. */
  const scriptOf = async (language: string) => {
    const script = job.request.languages.includes(language) ? await readScript(folder, language) : undefined
    if (script) return script
    throw new Failure('usage', `There is no script for ${JSON.stringify(language)} in this job.`)
  }
  const rewrite = (language: string, edit: (script: Script) => Script) => {
    const write = async () => writeScript(edit(await scriptOf(language)), folder, shop)
    return turn(async () => {
      await write()
      if (run.isRunning()) meanwhile.push(write)
    })
  }
  const record = async (language: string, line: number, then: () => Promise<void>) => {
    await turn(async () => {
      refuseNoLine(await scriptOf(language), line)
      await then()
    })
    return lineStateOf(await current(), language, line)
  }
  run.onEnd(() =>
    turn(async () => {
      const again = meanwhile
      meanwhile = []
      for (const write of again) await write()
    }),
  )
  return {
    bound: job.request.maxRate,
    state: async () => stateOf(await current()),
    change: async (language, line, change) => {
      await rewrite(language, (script) => changed(script, line, change))
      return lineStateOf(await current(), language, line)
    },
    approveAll: (language, approved) => rewrite(language, (script) => approvedAll(script, approved)),
    keepRecording: (language, recording) =>
      record(language, recording.line, () => keepRecording(recording, { folder, language }, shop)),
    dropRecording: (language, line) => record(language, line, () => dropRecording(line, folder, language)),
    apply() {
      const begun = run.begin()
      if (begun) meanwhile = []
      return begun
    },
    isRunning: run.isRunning,
    follow: run.follow,
    waveform: async () => drawSource(job, shop, steering),
    pathOf: (...names) => pathOf(job, names),
    idle: run.idle,
  }
}

async function pathOf(job: Job, [kind, language = '', line]: readonly string[]): Promise<string | undefined> {
  if (kind === 'source') return job.source
  if (!job.request.languages.includes(language)) return undefined
  if (kind === 'recording') {
    return (await recordingFiles(job.folder, language)).get(line ?? '')
  }
  const manifest = await deliveredBy(job)
  const sound = soundOf(manifest?.languages.find((each) => each.language === language))
  if (!sound) return undefined
  const path = join(job.folder, sound.path)
  return relative(job.folder, path).startsWith('..') ? undefined : path
}
