import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Holds the Postgres that tests ask for; nothing is started where none asks.
    globalSetup: ['test/rig/postgres-server.ts'],
    // One worker a processor: by default one is left free, which on a machine with two means that the other idles.
    maxWorkers: '100%',
    // Speech programs and ffmpeg take a while on a small machine; a hang is still found.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
