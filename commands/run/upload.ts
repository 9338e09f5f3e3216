import type { Context, Run } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import type { Leaving } from '../terminal/leaving.ts'
import { resumeCommand } from '../terminal/resume-command.ts'
import { tellSilence } from '../terminal/tell-silence.ts'
import { TRANSFER_WAITS } from '../terminal/transfer-progress.ts'
import { untilLeft } from '../terminal/until-left.ts'
import { uploadProgress } from '../terminal/upload-progress.ts'

/** Uploads a recording to the service. @returns the exit code. */
export const runUpload: Run = async ([file = ''], options, context) => {
  const hint = `To go on: ${resumeCommand(file, options, 'ytdub upload')}`
  return untilLeft({ message: 'Stopped. What is uploaded is kept.', hint }, context, async ({ signal }) => {
    const { background } = options as UploadFlags
    return await uploadFiles(file, background, { signal, context })
  })
}

type UploadFlags = { readonly background?: string }

type Around = Pick<Leaving, 'signal'> & { readonly context: Context }

async function uploadFiles(file: string, background: string | undefined, { signal, context }: Around): Promise<number> {
  const { streams, manner, config } = context
  const [{ openServiceDesk }, { lookAtTracks }, { trackAt }, { uploadTracks }] = await Promise.all([
    import('./service-desk.ts'),
    import('./look-at-tracks.ts'),
    import('../../src/remote/track.ts'),
    import('../../src/remote/upload-tracks.ts'),
  ])
  const files = {
    voice: await trackAt(file),
    background: background === undefined ? null : await trackAt(background),
  }
  await lookAtTracks(files, config, signal)
  await using desk = await openServiceDesk(config, tellSilence(context))
  // Those of the settings, which the service then looks at before anything is sent; else it is told when the job is submitted.
  const { languages = [] } = config
  const tracks = { ...files, languages }
  const progress = await uploadProgress(context)
  const { job } = await uploadTracks(tracks, desk, {
    signal,
    onPace: (track, pace) => progress.show({ name: track.name, ...pace }),
    onWaiting: () => progress.say(TRANSFER_WAITS.storage),
  }).finally(progress.end)
  await desk.jobs.uploaded(job)
  if (manner.json) {
    streams.out(`${JSON.stringify({ job, status: 'uploaded' })}\n`)
    return DONE
  }
  streams.out(`${job}\n`)
  const lang = languages.length > 0 ? languages : ['es']
  const next = resumeCommand(file, { lang, background, remote: true, upload: job })
  if (!manner.quiet) streams.err(`Uploaded. To have it dubbed: ${next}\n`)
  return DONE
}
