import { spawnSync } from 'node:child_process'
import { join } from 'node:path'

const clone = join(import.meta.dirname, '..')

/** What is checked besides the tests; each by its own program. */
const CHECKS = {
  types: ['tsc', '-p', '.'],
  'format and lint': ['biome', 'check', '--error-on-warnings', '.'],
  'lint by types': ['oxlint', '--type-aware', '--deny-warnings'],
  'unused code': ['knip'],
} as const satisfies Record<string, readonly string[]>

/** Runs every check to its end and says which failed. */
export function runChecks(): { readonly passed: number; readonly failed: number } {
  const results = Object.entries(CHECKS).map(([name, [program = '', ...args]]) => {
    const { status } = spawnSync(join(clone, 'node_modules/.bin', program), args, { cwd: clone, stdio: 'inherit' })
    process.stdout.write(`${status === 0 ? 'ok' : 'FAILED'}: ${name}\n`)
    return status === 0
  })
  return { passed: results.filter(Boolean).length, failed: results.filter((passed) => !passed).length }
}

if (import.meta.main) process.exitCode = runChecks().failed > 0 ? 1 : 0
