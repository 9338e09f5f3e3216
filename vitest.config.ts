import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Speech programs and ffmpeg take a while on a small machine; a hang is still found.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
