import type { FileEstimate } from '../../src/jobs/batch/estimate-batch.ts'
import { batchEstimateTable } from '../terminal/batch-estimate-table.ts'
import { sumOf } from '../terminal/estimate.ts'
import { DONE, EXIT_CODES } from '../terminal/exit-codes.ts'
import { spinning } from '../terminal/spinner.ts'
import { worstExitCode } from '../terminal/worst-exit-code.ts'
import type { Asked } from './batch-asked.ts'
import { entriesOf } from './batch-entries.ts'

/** `ytdub batch --dry-run`: what it would cost, without asking anybody. @returns the exit code. */
export async function estimateFiles({ sources, flags, all, limits, context, interrupt }: Asked): Promise<number> {
  const { streams, manner, config } = context
  const [{ openApp }, { askOnce }, { checkEntries }, { estimateBatch }] = await Promise.all([
    import('../../src/app.ts'),
    import('../../src/jobs/batch/ask-once.ts'),
    import('../../src/jobs/batch/check-entries.ts'),
    import('../../src/jobs/batch/estimate-batch.ts'),
  ])
  const entries = await entriesOf({ sources, all, watch: flags.watch === true })
  await using app = await openApp(config)
  const shop = { ...app, providers: askOnce(app.providers) }
  await checkEntries(entries, shop)
  const { signal, stop } = interrupt
  const files: FileEstimate[] = []
  const look = async () => {
    for await (const each of estimateBatch(entries, shop, { signal, stop, emit: () => {}, limits })) {
      files.push(each)
      if (manner.json) streams.out(`${JSON.stringify(asJson(each))}\n`)
    }
  }
  await spinning(entries.length === 1 ? 'Looking at 1 file' : `Looking at ${entries.length} files`, look, context)
  if (manner.json) streams.out(`${JSON.stringify({ files: files.length, usd: sumOf(callsOf(files)) ?? null })}\n`)
  else streams.out(batchEstimateTable(files))
  return exitCodeOf(files)
}

function asJson({ file, ...each }: FileEstimate) {
  if (each.failure) {
    const { code, message, hint } = each.failure
    return { file, error: { code, message, hint } }
  }
  return { file, ...each.estimate, usd: sumOf(each.estimate.calls) ?? null }
}

function callsOf(files: readonly FileEstimate[]) {
  return files.flatMap((each) => (each.failure ? [] : each.estimate.calls))
}

function exitCodeOf(files: readonly FileEstimate[]): number {
  const failures = files.flatMap(({ failure }) => failure ?? [])
  if (failures.length === 0) return DONE
  return failures.length < files.length ? EXIT_CODES.partial : worstExitCode(failures.map(({ code }) => code))
}
