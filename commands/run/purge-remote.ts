import type { Config } from '../../src/config.ts'
import type { PurgedAnswer } from '../../src/remote/answers.ts'
import type { Context } from '../command.ts'
import { byteCount } from '../terminal/byte-count.ts'
import { HOUR } from '../terminal/purge-age.ts'
import type { PurgeSide } from '../terminal/purge-side.ts'
import { table } from '../terminal/table.ts'
import { tellSilence } from '../terminal/tell-silence.ts'

type Around = Pick<Context, 'config' | 'streams' | 'manner'>

/**
 * What the service keeps and nobody has used for so long (ms): of all users for an operator, who has the database and the
 * secret key; else of whoever is signed in.
 */
export async function purgeRemotely(olderThan: number, context: Around, signal: AbortSignal): Promise<PurgeSide> {
  const { config } = context
  return isOperator(config) ? purgeService(olderThan, config, signal) : purgeOwnFiles(olderThan, context, signal)
}

function isOperator({ databaseUrl, supabaseSecretKey }: Config): boolean {
  return databaseUrl !== undefined && supabaseSecretKey !== undefined
}

async function purgeService(olderThan: number, config: Config, signal: AbortSignal): Promise<PurgeSide> {
  const [{ openRetention }, { sweepRetention }] = await Promise.all([
    import('../../src/service.ts'),
    import('../../src/jobs/fleet/sweep-retention.ts'),
  ])
  await using opened = new AsyncDisposableStack()
  const parts = opened.use(await openRetention(config))
  const { blobBytes, ...counted } = await parts.fleet.count(parts.clock.now() - olderThan)
  const found = { ...counted, blob_bytes: blobBytes }
  const open = opened.move()
  return {
    where: 'remote',
    // Old tracks, and objects that nothing names, are not counted: they are looked for all the same.
    isEmpty: false,
    told: `${tableOf(found)}${EVERYBODY}`,
    inShort: `${inShort(found)}, of all users`,
    found,
    async apply() {
      const deleted = await sweepRetention(parts, signal, olderThan)
      signal.throwIfAborted()
      const { artifacts, answers, blobs, tracks, strays } = deleted
      return { inShort: inShort({ artifacts, answers, blobs, others: tracks + strays }), deleted }
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

async function purgeOwnFiles(olderThan: number, context: Around, signal: AbortSignal): Promise<PurgeSide> {
  const { openServiceDesk } = await import('./service-desk.ts')
  await using opened = new AsyncDisposableStack()
  const { api } = opened.use(await openServiceDesk(context.config, tellSilence(context)))
  const asked = { older_than_hours: olderThan / HOUR }
  const found = await api.purge({ ...asked, dry_run: true }, signal)
  const open = opened.move()
  return {
    where: 'remote',
    isEmpty: found.artifacts + found.answers + found.blobs === 0,
    told: `${tableOf(found)}${OWN}`,
    inShort: inShort(found),
    found,
    async apply() {
      const deleted = await api.purge({ ...asked, dry_run: false }, signal)
      return { inShort: inShort(deleted), deleted }
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

const AGAIN =
  'Answers that are needed again are asked, and paid for, again.\nJobs, tracks and what running jobs use stay.\n'
const OWN = `These are files of your jobs at the service. ${AGAIN}`
const EVERYBODY = `These are of all users; tracks of jobs that ended long ago and objects that nothing names go as well. ${AGAIN}`

function tableOf({ jobs, artifacts, bytes, answers, blobs, blob_bytes }: PurgedAnswer): string {
  const sizes = ['Size', byteCount(bytes), byteCount(blob_bytes)]
  const width = Math.max(...sizes.map((size) => size.length))
  const [head = '', ofFiles = '', ofBlobs = ''] = sizes.map((size) => size.padStart(width))
  return table([
    ['What', 'Number', head],
    [`generated files of ${jobs === 1 ? '1 job' : `${jobs} jobs`}`, String(artifacts), ofFiles],
    ['answered steps', String(answers), ''],
    ['recordings and other files of steps', String(blobs), ofBlobs],
  ])
}

type Counts = {
  readonly artifacts: number
  readonly answers: number
  readonly blobs: number
  readonly bytes?: number
  readonly blob_bytes?: number
  readonly others?: number
}

function inShort({ artifacts, answers, blobs, bytes, blob_bytes, others = 0 }: Counts): string {
  const size = (of: number | undefined) => (of === undefined ? '' : ` (${byteCount(of)})`)
  const parts = [
    `${artifacts === 1 ? '1 generated file' : `${artifacts} generated files`}${size(bytes)}`,
    answers === 1 ? '1 answer' : `${answers} answers`,
    ...(blobs > 0 ? [`${blobs === 1 ? '1 file of steps' : `${blobs} files of steps`}${size(blob_bytes)}`] : []),
    ...(others > 0 ? [others === 1 ? '1 other object' : `${others} other objects`] : []),
  ]
  return new Intl.ListFormat('en').format(parts)
}
