import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { Failure } from '../src/failure.ts'
import { median } from './median.ts'
import { percentile } from './percentile.ts'
import type { Result } from './result.ts'

const CHILD = join(import.meta.dirname, 'batch-child.ts')
const FILES = 200
/** Files after which everything is loaded and warm, and around which memory is looked at. */
const WARM = 20
const AROUND = 5

type Measured = { readonly ms: number; readonly overhead: number; readonly megabytes: number }

/**
 * Two hundred short recordings into two languages by `ytdub batch`'s own use-case, one file at a time, with providers that
 * answer at once and the real ffmpeg. What a file takes beyond its media steps is overhead: planning, memo, database,
 * placing, captions, report and delivery. Memory is the process's own, around the 20th file and at the end.
 */
export async function batch(flags: readonly string[] = []): Promise<Result> {
  const count = flags.includes('--quick') ? WARM * 2 : FILES
  const { status, stdout, stderr } = spawnSync(process.execPath, [CHILD, String(count)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  if (status !== 0) throw new Failure('internal', `The batch ended with ${status}.\n${stderr}`)
  const files = JSON.parse(stdout) as readonly Measured[]
  const warm = files.slice(WARM)
  const early = megabytes(files.slice(WARM - AROUND, WARM + AROUND))
  const late = megabytes(files.slice(-2 * AROUND))
  return {
    figures: {
      files: files.length,
      file_ms: median(warm.map(({ ms }) => ms)),
      overhead_ms: median(warm.map(({ overhead }) => overhead)),
      overhead_mean_ms: warm.reduce((sum, { overhead }) => sum + overhead, 0) / warm.length,
      overhead_p95_ms: percentile(
        warm.map(({ overhead }) => overhead),
        0.95,
      ),
      overhead_first_ms: files[0]?.overhead ?? 0,
      overhead_last_ms: median(files.slice(-2 * AROUND).map(({ overhead }) => overhead)),
      megabytes_early: early,
      megabytes_late: late,
      memory_growth: late / early,
    },
    targets: { overhead_mean_ms: 60, memory_growth: 1.1 },
  }
}

function megabytes(files: readonly Measured[]): number {
  return median(files.map((file) => file.megabytes))
}
