import type { Config } from '../../src/config.ts'
import type { Purgeable } from '../../src/ports/service.ts'
import type { Context } from '../command.ts'
import { byteCount } from '../terminal/byte-count.ts'
import { HOUR } from '../terminal/purge-age.ts'
import type { PurgeSide } from '../terminal/purge-side.ts'
import { table } from '../terminal/table.ts'

/**
 * What the service keeps and nobody has used for so long (ms): of all users for an operator, who has the database and the
 * secret key; else of whoever is signed in.
 */
export async function purgeRemotely(
  olderThan: number,
  { config }: Pick<Context, 'config'>,
  signal: AbortSignal,
): Promise<PurgeSide> {
  return isOperator(config) ? purgeService(olderThan, config, signal) : purgeOwnFiles(olderThan, config, signal)
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
  const found = await parts.fleet.count(parts.clock.now() - olderThan)
  const open = opened.move()
  return {
    where: 'remote',
    // What no artifact or answer belongs to, such as blobs that nothing names, is not counted: it is looked for all the same.
    isEmpty: false,
    told: `${tableOf(found)}${EVERYBODY}`,
    inShort: `${inShort(found)}, of all users`,
    found: { ...found },
    async apply() {
      const deleted = await sweepRetention(parts, signal, olderThan)
      signal.throwIfAborted()
      const { artifacts, answers, blobs, tracks, strays } = deleted
      return { inShort: inShort({ artifacts, answers, others: blobs + tracks + strays }), deleted }
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}

async function purgeOwnFiles(olderThan: number, config: Config, signal: AbortSignal): Promise<PurgeSide> {
  const { openServiceDesk } = await import('./service-desk.ts')
  await using opened = new AsyncDisposableStack()
  const { api } = opened.use(await openServiceDesk(config))
  const asked = { older_than_hours: olderThan / HOUR }
  const found = await api.purge({ ...asked, dry_run: true }, signal)
  const open = opened.move()
  return {
    where: 'remote',
    isEmpty: found.artifacts + found.answers === 0,
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
const EVERYBODY = `These are of all users; blobs that no answer names go as well. ${AGAIN}`

function tableOf({ jobs, artifacts, bytes, answers }: Purgeable): string {
  const size = byteCount(bytes)
  return table([
    ['What', 'Number', 'Size'.padStart(size.length)],
    [`generated files of ${jobs === 1 ? '1 job' : `${jobs} jobs`}`, String(artifacts), size.padStart('Size'.length)],
    ['answered steps', String(answers), ''],
  ])
}

type Counts = {
  readonly artifacts: number
  readonly answers: number
  readonly bytes?: number
  readonly others?: number
}

function inShort({ artifacts, answers, bytes, others = 0 }: Counts): string {
  const size = bytes === undefined ? '' : ` (${byteCount(bytes)})`
  const parts = [
    `${artifacts === 1 ? '1 generated file' : `${artifacts} generated files`}${size}`,
    answers === 1 ? '1 answer' : `${answers} answers`,
    ...(others > 0 ? [others === 1 ? '1 other object' : `${others} other objects`] : []),
  ]
  return new Intl.ListFormat('en').format(parts)
}
