import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileDigest } from '../../../src/digest.ts'
import { hasEnded } from '../../../src/dub/has-ended.ts'
import { parseLanguage } from '../../../src/dub/language.ts'
import { Failure } from '../../../src/failure.ts'
import { readEdits } from '../../../src/jobs/edits.ts'
import { keepSrtCurrent } from '../../../src/jobs/keep-srt-current.ts'
import { alone } from '../../../src/remote/alone.ts'
import type { JobAnswer, RemoteArtifact } from '../../../src/remote/answers.ts'
import { download } from '../../../src/remote/download.ts'
import { filesGone } from '../../../src/remote/files-gone.ts'
import { heardOf } from '../../../src/remote/heard-of.ts'
import type { Context } from '../../command.ts'
import { downloadProgress } from '../../terminal/download-progress.ts'
import { DONE } from '../../terminal/exit-codes.ts'
import { manifestOf } from '../../terminal/job-end.ts'
import { printable } from '../../terminal/styled.ts'
import { summary } from '../../terminal/summary.ts'
import { TRANSFER_WAITS } from '../../terminal/transfer-progress.ts'
import type { ServiceDesk } from '../service-desk.ts'

/** What is asked for. */
export type FetchFlags = { readonly lang?: readonly string[]; readonly out?: string }

type Around = { readonly desk: ServiceDesk; readonly signal: AbortSignal; readonly context: Context }

/**
 * Fetches what a job at the service has delivered, and sums it up.
 * @returns the exit code.
 * @throws {Failure} where there is nothing, or it cannot be had whole.
 */
export async function fetchJob(
  id: string,
  { lang, out }: FetchFlags,
  { desk, signal, context }: Around,
): Promise<number> {
  const { streams, manner, config } = context
  const languages = lang?.map(parseLanguage)
  const job = await desk.api.job(id, signal)
  await desk.jobs.heard([heardOf(job)])
  const known = (await desk.jobs.find(id))?.folder ?? null
  const folder = out === undefined ? (known ?? resolve(config.folder, id)) : resolve(config.folder, out)
  if (folder !== known) await refuseOthers(folder, id)
  const list = async () => wantedOf(await desk.api.artifacts(id, signal), languages)
  const there = await list()
  if (there.length === 0) throw nothingThere(job, languages, await desk.api.artifacts(id, signal))
  const leave = await editedHere(folder, there, signal)
  for (const file of leave) {
    streams.err(`Note: ${printable(join(folder, file))} holds edits of yours and is left as it is.\n`)
  }
  await fetchInto(folder, list, leave, { desk, signal, context })
  const files = there.map(({ file }) => file).filter((file) => !leave.includes(file))
  await keepSrtCurrent(folder, files)
  if (manner.json) streams.out(`${JSON.stringify({ job: id, folder, files })}\n`)
  else if (!manner.quiet) streams.out(await told(id, folder, files.length, context))
  return DONE
}

function wantedOf(artifacts: readonly RemoteArtifact[], languages: readonly string[] | undefined) {
  return artifacts.filter(
    ({ language }) => languages === undefined || (language !== null && languages.includes(language)),
  )
}

/** @throws {Failure} `usage`, where a folder that was not made for this job holds what another one delivered. */
async function refuseOthers(folder: string, id: string): Promise<void> {
  const isTaken = await stat(join(folder, 'manifest.json')).then(
    () => true,
    () => false,
  )
  if (!isTaken || (await manifestOf(id, folder))) return
  throw new Failure('usage', `${JSON.stringify(folder)} holds what another job delivered.`, {
    hint: 'Choose another place with --out.',
  })
}

function nothingThere(
  job: JobAnswer,
  asked: readonly string[] | undefined,
  artifacts: readonly RemoteArtifact[],
): Failure {
  const { id, status } = job
  const there = [...new Set(artifacts.flatMap(({ language }) => language ?? []))].toSorted()
  const inThose = asked === undefined ? '' : ` in ${asked.join(', ')}`
  if (!hasEnded(job)) {
    const hint = `Watch it: ytdub jobs watch ${id}`
    return new Failure('input', `Job ${id} has no files${inThose} yet: it is ${status}.`, { hint })
  }
  if (there.length > 0) {
    const hint = `To fetch those: ytdub jobs download ${id} --lang ${there.join(',')}`
    return new Failure('input', `Job ${id} has no files${inThose}: it has those of ${there.join(', ')}.`, { hint })
  }
  if (status === 'complete') return filesGone('To have it dubbed anew, run its ytdub dub --remote again.')
  const hint = `To have it tried again: ytdub jobs retry ${id}`
  return new Failure('input', `Job ${id} has no files: it failed. ${job.message}`.trim(), { hint })
}

/** Scripts that a person has edited here, and that the service does not have like that. */
async function editedHere(
  folder: string,
  artifacts: readonly RemoteArtifact[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const scripts = artifacts.filter(
    ({ language, file }) => language !== null && /^[^/]+\/script\.(?:json|srt)$/.test(file),
  )
  const edits = await readEdits(folder, [...new Set(scripts.flatMap(({ language }) => language ?? []))])
  const left: string[] = []
  for (const { language, file, checksum } of scripts) {
    if (language === null || edits[language] === undefined) continue
    const own = await fileDigest(join(folder, file), signal).catch(() => undefined)
    if (own !== undefined && own !== checksum) left.push(file)
  }
  return left
}

async function fetchInto(
  folder: string,
  list: () => Promise<readonly RemoteArtifact[]>,
  leave: readonly string[],
  { desk, signal, context }: Around,
): Promise<void> {
  const { clock, wait, uploads } = desk
  const progress = await downloadProgress(context)
  const onWaiting = (why: keyof typeof TRANSFER_WAITS) => () => progress.say(TRANSFER_WAITS[why])
  const waiting = { home: uploads.home, signal, wait, onWaiting: onWaiting('process') }
  const fetching = { signal, clock, wait, leave, onPace: progress.show, onWaiting: onWaiting('storage') }
  await alone(folder, waiting, () => download(list, folder, fetching)).finally(progress.end)
}

async function told(id: string, folder: string, files: number, { streams, config }: Context): Promise<string> {
  const manifest = await manifestOf(id, folder)
  if (manifest) return summary(manifest, join(folder, 'manifest.json'), config.folder, streams)
  return `${files === 1 ? 'One file' : `${files} files`} in ${printable(folder)}\n`
}
