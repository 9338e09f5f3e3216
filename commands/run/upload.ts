import { Failure, typeable } from '../../src/failure.ts'
import type { Run } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { listenToLeave } from '../terminal/leaving.ts'
import { uploadProgress } from '../terminal/upload-progress.ts'

/** Uploads a recording to the service. @returns the exit code. */
export const runUpload: Run = async ([file = ''], options, context) => {
  const { streams, manner, config } = context
  using leaving = listenToLeave(streams)
  const [{ openServiceDesk }, { trackAt }, { uploadTracks }] = await Promise.all([
    import('./service-desk.ts'),
    import('../../src/remote/track.ts'),
    import('../../src/remote/upload-tracks.ts'),
  ])
  await using desk = await openServiceDesk(config)
  const { background: music } = options
  const tracks = {
    voice: await trackAt(file),
    background: typeof music === 'string' ? await trackAt(music) : null,
    // Those of the settings, which the service then looks at before anything is sent; else it is told when the job is submitted.
    languages: config.languages ?? [],
  }
  const progress = await uploadProgress(context)
  const { job } = await uploadTracks(tracks, desk, {
    signal: leaving.signal,
    onPace: (track, pace) => progress.show({ name: track.name, ...pace }),
  })
    .catch((error: unknown) => {
      throw stopped(error, file)
    })
    .finally(progress.end)
  await desk.jobs.uploaded(job)
  if (manner.json) streams.out(`${JSON.stringify({ job, status: 'uploading' })}\n`)
  else {
    streams.out(`${job}\n`)
    const next = `ytdub dub ${typeable(file)} --lang es --remote --upload ${job}`
    if (!manner.quiet) streams.err(`Uploaded. To have it dubbed: ${next}\n`)
  }
  return DONE
}

function stopped(error: unknown, file: string): Failure {
  const failure = Failure.from(error)
  if (failure.code !== 'interrupted') return failure
  const hint = `To go on: ytdub upload ${typeable(file)}`
  return new Failure('interrupted', 'Stopped. What is uploaded is kept.', { hint, cause: error })
}
