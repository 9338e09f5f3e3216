import { startVitest } from 'vitest/node'
import { installBrowser } from './browser.ts'
import { runChecks } from './check.ts'

/** `npm test`: the checks and all tests (or those whose path holds an argument), and the counts as the last line. */
const filters = process.argv.slice(2)
const checks = filters.length > 0 ? { passed: 0, failed: 0 } : runChecks()
await installBrowser()
const vitest = await startVitest('test', filters, { watch: false })
const files = vitest.state.getTestModules()
const tests = files.flatMap((file) => [...file.children.allTests()].map((test) => test.result().state))
const brokenFiles = files.filter(
  (file) => file.state() === 'failed' && [...file.children.allTests('failed')].length === 0,
)
const count = (state: string) => tests.filter((each) => each === state).length
const failed = checks.failed + count('failed') + brokenFiles.length + vitest.state.getUnhandledErrors().length
await vitest.close()
const nothingRan = tests.length === 0 ? 1 : 0
process.stdout.write(
  `${checks.passed + count('passed')} passed, ${failed + nothingRan} failed, ${count('skipped')} skipped\n`,
)
process.exitCode = failed + nothingRan > 0 ? 1 : 0
