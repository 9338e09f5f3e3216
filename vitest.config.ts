import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Holds the Postgres that tests ask for; nothing is started where none asks.
    globalSetup: ['test/rig/postgres-server.ts'],
    // One more worker than processors: much of a test is waiting for a program or a server.
    maxWorkers: availableParallelism() + 1,
    // Speech programs and ffmpeg take a while on a small machine; a hang is still found.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
