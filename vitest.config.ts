import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** Rooms whose tests stay within one process and leave nothing behind in it: they need none of their own, which costs a third of a second each. */
const TOGETHER = ['timing', 'sound', 'wording', 'dub', 'pipeline', 'jobs', 'review', 'setup'].map(
  (room) => `test/${room}/**/*.test.ts`,
)
const ALL = 'test/**/*.test.ts'

export default defineConfig({
  test: {
    // Holds the Postgres that tests ask for; nothing is started where none asks.
    globalSetup: ['test/rig/postgres-server.ts'],
    // One more worker than processors: much of a test is waiting for a program or a server.
    maxWorkers: availableParallelism() + 1,
    // Speech programs and ffmpeg take a while on a small machine; a hang is still found.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'alone', include: [ALL], exclude: TOGETHER } },
      { extends: true, test: { name: 'together', include: TOGETHER, isolate: false } },
    ],
  },
})
