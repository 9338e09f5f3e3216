import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileDigest } from '../../src/digest.ts'
import { type Manifest, manifestSchema } from '../../src/dub/manifest.ts'
import type { Edits } from '../../src/dub/request.ts'
import { Failure } from '../../src/failure.ts'
import { draftNotice } from '../../src/jobs/choose-engine.ts'
import { readEdits } from '../../src/jobs/edits.ts'
import { keepSrtCurrent } from '../../src/jobs/keep-srt-current.ts'
import { refuseForeign } from '../../src/jobs/refuse-foreign.ts'
import { type Finished, finishJob } from '../../src/remote/finish-job.ts'
import { type RemoteWish, sendJob } from '../../src/remote/send-job.ts'
import { trackAt } from '../../src/remote/track.ts'
import type { Context } from '../command.ts'
import { downloadProgress } from '../terminal/download-progress.ts'
import type { DubFlags } from '../terminal/dub-flags.ts'
import { DONE, EXIT_CODES } from '../terminal/exit-codes.ts'
import { failureCode } from '../terminal/failure-code.ts'
import { type Leaving, listenToLeave } from '../terminal/leaving.ts'
import { leftAt, type Reached } from '../terminal/left-at.ts'
import type { Progress } from '../terminal/progress.ts'
import { progressFor } from '../terminal/progress-for.ts'
import { resumeCommand } from '../terminal/resume-command.ts'
import { spinning } from '../terminal/spinner.ts'
import { printable } from '../terminal/styled.ts'
import { summary } from '../terminal/summary.ts'
import { tell } from '../terminal/tell.ts'
import { tellPending } from '../terminal/tell-pending.ts'
import { tellSilence } from '../terminal/tell-silence.ts'
import { TRANSFER_WAITS } from '../terminal/transfer-progress.ts'
import { uploadProgress } from '../terminal/upload-progress.ts'
import { dubWish } from './dub-wish.ts'
import { lookAtTracks } from './look-at-tracks.ts'
import { remoteAsked } from './remote-wish.ts'
import { openServiceDesk, type ServiceDesk } from './service-desk.ts'

/** `ytdub dub --remote`: the service dubs; here the tracks are sent, the job is watched, and what comes of it is fetched. */
export async function dubRemotely(
  file: string,
  options: DubFlags & Readonly<Record<string, unknown>>,
  context: Context,
): Promise<number> {
  const resume = resumeCommand(file, options)
  using leaving = listenToLeave(context.streams)
  const progress = progressFor(context)
  const watched: Watched = { reached: { resume }, leaving, progress, say: progress.notice }
  try {
    if (context.config.maxCost !== undefined)
      progress.notice('The service decides what it spends: the setting maxCost does not hold there.')
    await using desk = await openServiceDesk(
      context.config,
      tellSilence(context, (text) => watched.say(text)),
    )
    const looking = `Looking at ${printable(basename(file))}`
    const wish = await spinning(looking, () => remoteWish(file, options, { context, desk, leaving }), context)
    if (wish.options['engine'] === 'offline') progress.notice(draftNotice('offline'))
    const job = await send(wish, watched, { desk, context })
    watched.reached = { resume, job }
    if (options.wait === false) {
      return tellPending(job, `The service dubs it. To wait for it and fetch it: ${resume}`, context)
    }
    return await watch(wish, job, watched, { desk, context })
  } catch (error) {
    progress.end()
    return tellFailure(Failure.from(error), watched, context)
  }
}

/** @returns the job's id. */
async function send(wish: RemoteWish, watched: Watched, { desk, context }: Tools): Promise<string> {
  const { progress, leaving } = watched
  const uploads = await uploadProgress(context)
  watched.say = uploads.say
  return sendJob(wish, desk, {
    signal: leaving.signal,
    onPace: (track, pace) => uploads.show({ name: track.name, ...pace }),
    onWaiting: () => uploads.say(TRANSFER_WAITS.storage),
    onGone: (gone) => progress.notice(goneNotice(gone)),
    onBusy: () => uploads.say(TRANSFER_WAITS.process),
    onAsking(asked, how) {
      watched.reached = { ...watched.reached, asked }
      if (how === 'again') return
      uploads.say('Uploaded. The service is checking the recording.')
      // A long recording takes minutes; whether it is that, nobody here can know.
      watched.say = (text) => uploads.say(`${text} It is still checking, or cannot do so now.`)
    },
  }).finally(() => {
    uploads.end()
    watched.say = progress.notice
  })
}

function goneNotice(job: string): string {
  return `The service no longer has the files of ${job}: they were purged, or are older than two days. Dubbing anew.`
}

type Watched = {
  reached: Reached
  /** Says something where it disturbs nothing that is drawn. */
  say: (text: string) => void
  readonly leaving: Leaving
  readonly progress: Progress
}

type Around = { readonly context: Context; readonly desk: ServiceDesk; readonly leaving: Leaving }

async function remoteWish(
  file: string,
  options: DubFlags,
  { context, desk, leaving }: Around,
): Promise<RemoteWishHere> {
  const asked = dubWish(file, options, context)
  const { edits, ...wanted } = await remoteAsked(asked)
  const voice = await trackAt(file)
  const background = asked.background === undefined ? null : await trackAt(asked.background)
  await lookAtTracks({ voice, background }, context.config, leaving.signal)
  const digest = await fileDigest(voice.path, leaving.signal)
  const track = { digest, type: '', size: voice.bytes, name: voice.name }
  await refuseForeign(wanted.folder, { track, path: voice.path }, desk.records)
  return { ...wanted, voice, background, edits, uploaded: options.upload }
}

type RemoteWishHere = RemoteWish & { readonly edits: Edits }

type Tools = { readonly desk: ServiceDesk; readonly context: Context }

async function watch(wish: RemoteWishHere, job: string, watched: Watched, { desk, context }: Tools): Promise<number> {
  const { folder, languages } = wish
  const { leaving, progress } = watched
  progress.show({ event: 'job-started', job, languages, folder })
  const downloads = await downloadProgress(context)
  let late: readonly string[] = []
  const finished = await finishJob(job, folder, desk, {
    signal: leaving.signal,
    emit: progress.show,
    onEnded() {
      progress.end() // The two never share the terminal.
      watched.say = downloads.say
      watched.reached = { ...watched.reached, ended: true }
    },
    onPace: downloads.show,
    onWaiting: (why) => downloads.say(TRANSFER_WAITS[why]),
    leave: async () => (late = await editedSince(wish, progress)),
  }).finally(downloads.end)
  await keepSrtCurrent(
    folder,
    finished.files.filter((file) => !late.includes(file)),
  )
  const manifest = await fetchedManifest(finished, folder, watched.reached.resume)
  const path = join(folder, 'manifest.json')
  progress.show({ event: 'job-finished', job, status: manifest.status, manifest: path })
  progress.end()
  const { streams, manner, config } = context
  if (!manner.json && !manner.quiet) streams.out(summary(manifest, path, config.folder, streams))
  if (manifest.status === 'complete') return DONE
  return EXIT_CODES[manifest.status === 'partial' ? 'partial' : failureCode(finished.job.code)]
}

/** A script that a person edits while the job runs is theirs: the service's is not written over it. */
async function editedSince({ folder, languages, edits }: RemoteWishHere, { show }: Progress): Promise<string[]> {
  const now = await readEdits(folder, languages)
  const late = languages.filter((tag) => JSON.stringify(now[tag] ?? {}) !== JSON.stringify(edits[tag] ?? {}))
  for (const language of late) {
    const message = `${language}/script.json was edited while this ran. Run again to speak the edits.`
    show({ event: 'warning', language, message })
  }
  return late.map((language) => `${language}/script.json`)
}

/** @throws {Failure} what the job ended with, where it delivered nothing. */
async function fetchedManifest({ job, files }: Finished, folder: string, resume: string): Promise<Manifest> {
  if (!files.includes('manifest.json')) {
    const code = failureCode(job.code)
    const message =
      job.code === 'cancelled' ? 'The job was cancelled at the service.' : `The job failed: ${job.message}`
    throw new Failure(code, message, { hint: `To try again: ${resume}\nSee more: ytdub jobs show ${job.id}` })
  }
  return manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')))
}

function tellFailure(failure: Failure, { reached, leaving, progress }: Watched, { manner, streams }: Context): number {
  const code = leaving.exitCode()
  const told = failure.code === 'interrupted' && code !== undefined ? leftAt(reached, failure) : failure
  if (reached.job === undefined || !progress.failed(told, reached.job)) {
    if (told === failure) throw failure
    tell(told, manner, streams)
  }
  return (told.code === 'interrupted' ? code : undefined) ?? EXIT_CODES[told.code]
}
