import { dirname } from 'node:path'
import { type DubRequest, FROM_FILE } from '../dub/request.ts'
import { Failure, typeable } from '../failure.ts'
import type { Job, NewJob } from '../ports/jobs.ts'
import { checkLineVoices } from './check-line-voices.ts'
import type { Instead } from './choose-engine.ts'
import { readEdits } from './edits.ts'
import { findRecordings } from './find-recordings.ts'
import { findTrack } from './find-track.ts'
import { planRequest } from './plan-request.ts'
import type { EngineProviders, Shop } from './shop.ts'
import type { Plan } from './submit.ts'

/**
 * What failed of a job is to be done again.
 * @throws {Failure} `input`, where nothing of it has failed, somebody works on it, or a recording is not what it was.
 */
export async function retry(job: Job, shop: Shop, signal?: AbortSignal): Promise<Plan> {
  const { id } = job
  if (job.held) throw new Failure('input', `Job ${id} is running.`, { hint: `Watch it: ytdub jobs watch ${id}` })
  if (job.status === 'complete' && job.code === null) throw nothingFailed(job)
  return planAgain(job, shop, signal)
}

/**
 * Turns a job that is written down into the same job to be done again, as the command that began it would: with its
 * recordings as they lie there, the scripts as they are edited, and the programs and servers of today. What it has done is
 * recalled, so that only what failed, is missing or was changed is worked out.
 * @throws {Failure} `input`, where a recording is not what it was.
 */
export async function planAgain(job: Job, shop: Shop, signal?: AbortSignal): Promise<Plan> {
  const { id, request, folder } = job
  const planned = await planRequest({ ...wishOf(request), instead: insteadOf(request, shop.engines) }, shop)
  await lookUp(job, shop, signal)
  const { transcriber, translator, synthesizers, cast } = planned.request
  const edits = await readEdits(folder, request.languages)
  checkLineVoices({ edits, cast, synthesizers })
  const recordings = await findRecordings(folder, request.languages, shop.blobs, signal)
  const again: DubRequest = { ...request, transcriber, translator, synthesizers, cast, edits, recordings }
  const { source, background } = job
  return { job: { id, request: again, source, background, folder } satisfies NewJob, notice: planned.notice }
}

/** Providers and models that a job was begun with, as settings name them: `provider:model`. */
export function providersOf({ transcriber, translator, synthesizers }: DubRequest) {
  const named = ({ id, model }: DubRequest['transcriber']) => `${id}:${model}`
  const speakers = [...new Set(Object.values(synthesizers).map(named))]
  return {
    ...(!isFile(transcriber) && { stt: named(transcriber) }),
    ...(!isFile(translator) && { llm: named(translator) }),
    // Several speak where the engine has them by turns: each has its usual model then.
    ...(speakers.length === 1 && speakers[0] !== undefined && { tts: speakers[0] }),
  }
}

/** Where a person has given what a provider would have, nobody is asked. */
function isFile({ id }: DubRequest['transcriber']): boolean {
  return id === FROM_FILE.id
}

function nothingFailed({ id, source, folder, request }: Job): Failure {
  const out = dirname(folder) === dirname(source) ? '' : ` --out ${typeable(dirname(folder))}`
  return new Failure('input', `Nothing of job ${id} has failed: it is complete.`, {
    hint: `After an edit, or for more languages: ytdub dub ${typeable(source)} --lang ${request.languages.join(',')}${out}`,
  })
}

function wishOf(request: DubRequest) {
  const { from, register, context, voices, transcript, scripts } = request
  return {
    ...request,
    from: from ?? undefined,
    register: register ?? undefined,
    context: context ?? undefined,
    voices: Object.entries(voices).map(([target, voice]) => `${target}=${voice}`),
    given: { ...(transcript && { transcript: { name: '', ...transcript } }), ...(scripts && { scripts }) },
  }
}

/** Who did a trade instead of the engine's own provider. */
function insteadOf(request: DubRequest, engines: Shop['engines']): Instead {
  const usual: EngineProviders | undefined = engines[request.engine]
  const { transcriber, translator, synthesizers } = request
  const speakers = new Set(Object.values(synthesizers).map(({ id }) => id))
  const [speaker] = speakers
  return {
    ...(transcriber.id !== usual?.transcriber && !isFile(transcriber) && { transcriber: transcriber.id }),
    ...(translator.id !== usual?.translator && !isFile(translator) && { translator: translator.id }),
    ...(speakers.size === 1 && speaker !== usual?.synthesizers[0] && { synthesizer: speaker }),
  }
}

/** @throws {Failure} `input`, where a recording is gone, or another one lies there now. */
async function lookUp({ id, request, source, background }: Job, { blobs }: Shop, signal?: AbortSignal): Promise<void> {
  await lookAt(source, request.source, { id, blobs, signal })
  if (request.background === null) return
  if (background === null) {
    throw new Failure('input', `Where the background of job ${id} lies was not written down.`, {
      hint: 'Run the ytdub dub command again that began it.',
    })
  }
  await lookAt(background, request.background, { id, blobs, signal })
}

type Looking = { readonly id: string; readonly blobs: Shop['blobs']; readonly signal: AbortSignal | undefined }

async function lookAt(path: string, { digest }: DubRequest['source'], { id, blobs, signal }: Looking): Promise<void> {
  const found = await findTrack(path, blobs, signal)
  if (found.digest === digest) return
  throw new Failure('input', `${JSON.stringify(path)} is not the recording of job ${id} any more: it was changed.`, {
    hint: 'Dub it as it is now, with ytdub dub, or put the one of then back.',
  })
}
