import type { Context } from '../command.ts'
import { localPurge, purgedInShort, purgedJson, redoJson } from '../terminal/purge-local.ts'
import type { PurgeSide } from '../terminal/purge-side.ts'

/** What this machine keeps and has not used for so long (ms). */
export async function purgeLocally(
  olderThan: number,
  { config }: Pick<Context, 'config'>,
  signal: AbortSignal,
): Promise<PurgeSide> {
  const [{ openHousekeeping }, { planPurge }] = await Promise.all([
    import('../../src/app.ts'),
    import('../../src/jobs/purge/plan-purge.ts'),
  ])
  await using opened = new AsyncDisposableStack()
  const plan = await planPurge(olderThan, opened.use(await openHousekeeping(config)), signal)
  const open = opened.move()
  return {
    where: 'local',
    isEmpty: Object.values(plan.goes).every(({ count }) => count === 0),
    told: localPurge(plan),
    inShort: purgedInShort(plan.goes),
    found: { ...purgedJson(plan.goes), redo: redoJson(plan.redo) },
    async apply() {
      const gone = await plan.apply()
      return { inShort: purgedInShort(gone), deleted: purgedJson(gone) }
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  }
}
