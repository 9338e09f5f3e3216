import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DubRequest } from '../../../src/dub/request.ts'
import { fleetHandlers } from '../../../src/jobs/fleet/handlers.ts'
import type { FleetParts } from '../../../src/jobs/fleet/parts.ts'
import type { Attempt, Settled } from '../../../src/ports/fleet.ts'
import type { FleetWork } from '../../../src/ports/service.ts'
import type { Memo } from '../../../src/ports/stores.ts'
import { openScratch } from '../../../src/stores/local/scratch.ts'
import { attempt, fakeFleet, fakeObjects, fakeQueue, submitted } from '../../rig/fake-fleet.ts'
import { fakeMedia } from '../../rig/fake-media.ts'
import { fakeProviders, spoken } from '../../rig/fake-providers.ts'
import { temporaryFolder } from '../../rig/home.ts'
import { memoryBlobs, memoryMemo } from '../../rig/memory-stores.ts'
import { dubRequest } from '../../rig/requests.ts'
import { settableClock } from '../../rig/settable-clock.ts'

export const JOB = 'job_0123456789ab'
export const OWNER = '6f1c0b52-8a4e-4d53-9d0b-2f1d3c1f7a11'

/** A fleet over fakes, with a talk of four lines in its owner's blobs. */
export async function openFleet({ videoCodec = null as string | null } = {}) {
  const home = await temporaryFolder()
  const clock = settableClock()
  const [fleet, objects, queue] = [fakeFleet(clock), fakeObjects(), fakeQueue()]
  const memo = memoryMemo(clock)
  await mkdir(home.at('blobs'))
  const blobs = memoryBlobs(home.at('blobs'))
  const providers = fakeProviders({
    language: 'en',
    words: spoken(['one two.', 'three four.', 'five six.', 'seven eight.']),
  })
  const media = fakeMedia({ videoCodec })
  const source = { ...(await blobs.put(Buffer.from('a talk'), 'audio/mpeg')), name: 'talk.mp3' }
  const log: Parameters<FleetParts['log']>[0][] = []
  const scratches: string[] = []

  const shopFor: FleetParts['shopFor'] = async ({ id }) => {
    const folder = await mkdtemp(home.at('scratch-'))
    scratches.push(folder)
    const scratch = await openScratch(folder)
    const noting: Memo = {
      ...memo,
      async keep(question, answer) {
        if (!fleet.answeredFor.has(question.key)) fleet.answeredFor.set(question.key, id)
        return memo.keep(question, answer)
      },
    }
    const own = { memo: noting, blobs, scratch, providers, media, clock }
    return {
      ...own,
      version: '1.2.3',
      engines: { offline: { transcriber: 'fake', translator: 'fake', synthesizers: ['fake'] } },
      keys: { deepgram: false, openai: false },
      [Symbol.asyncDispose]: () => scratch[Symbol.asyncDispose](),
    }
  }
  const common = { fleet, objects, queue, shopFor, clock }
  const partsOf = (worker: string): FleetParts => ({
    ...common,
    worker,
    limits: { hours: 12, maxCost: Infinity, freeBytes: 0 },
    log: (line) => log.push(line),
  })
  const settledAs: string[] = []

  async function run(work: FleetWork, how: Partial<Attempt> = {}, worker = 'w1'): Promise<Settled> {
    const settled = await fleetHandlers(partsOf(worker)).work(work, attempt(how))
    settledAs.push(`${work.kind} ${settled}`)
    return settled
  }
  return {
    home,
    clock,
    fleet,
    objects,
    queue,
    memo,
    blobs,
    providers,
    media,
    source,
    log,
    scratches,
    partsOf,
    run,
    settledAs,
    submit(part: Partial<DubRequest> = {}) {
      const request = dubRequest({ source, languages: ['es', 'fr'], ...part })
      fleet.jobs.set(JOB, submitted({ id: JOB, owner: OWNER, request }, clock.now()))
      queue.waiting.push({ kind: 'prepare', job: JOB })
      return request
    },
    /** Works on what waits until nothing does; two workers take turns, and what failed is put back. */
    async drain(tries = 5) {
      const tried = new Map<string, number>()
      for (let turn = 0; queue.waiting.length > 0; turn++) {
        const work = queue.waiting.shift()!
        const name = JSON.stringify(work)
        const count = (tried.get(name) ?? 0) + 1
        tried.set(name, count)
        const settled = await run(work, { last: count >= tries }, `w${turn % 2}`)
        if (settled === 'again' || settled === 'back') queue.waiting.push(work)
        if (settled === 'dead') await fleetHandlers(partsOf('w0')).dead(work)
      }
    },
    job: () => fleet.jobs.get(JOB)!,
    task: (language: string) => fleet.jobs.get(JOB)!.tasks.find((task) => task.language === language)!,
    /** As a person has a language tried again that failed. */
    tryAgain(language: string) {
      const job = fleet.jobs.get(JOB)!
      const tasks = job.tasks.map((task) =>
        task.language === language ? ({ ...task, status: 'pending', code: null } as const) : task,
      )
      Object.assign(job, { status: 'pending', code: null, tasks })
    },
    /** What is published under this name. */
    json: (file: string) => {
      const path = fleet.published.find(({ file: name }) => name === file)?.path
      const object = path === undefined ? undefined : objects.kept.get(path)
      return object && (JSON.parse(object.bytes.toString()) as Record<string, unknown>)
    },
    async file(name: string, text: string) {
      await writeFile(join(home.path, name), text)
      return join(home.path, name)
    },
    [Symbol.asyncDispose]: async () => {
      await rm(home.path, { recursive: true, force: true })
      await home[Symbol.asyncDispose]()
    },
  }
}
