import type { CallOptions } from '../../../src/ports/providers.ts'
import { vendorCalls } from '../../../src/providers/calls/vendor-calls.ts'
import { DEEPGRAM_ACCOUNTS } from '../../../src/providers/deepgram/account.ts'
import type { Emulator } from '../../rig/emulators/emulator.ts'
import { settableClock } from '../../rig/settable-clock.ts'

/**
 * Calls to an emulated Deepgram that wait for nothing. The first `hanging` attempts are late as soon as the emulator has
 * heard of them, all others have as much time as they want.
 */
export function deepgramCalls(trade: keyof typeof DEEPGRAM_ACCOUNTS, { calls }: Emulator, hanging = 0) {
  const clock = settableClock()
  const pauses: number[] = []
  let attempts = 0
  const door = vendorCalls(DEEPGRAM_ACCOUNTS[trade], {
    clock,
    random: () => 0,
    pause: async (ms) => {
      pauses.push(ms)
      clock.advance(ms)
    },
    deadline: async (_ms, signal) => {
      const attempt = ++attempts
      const isLate = () => attempt <= hanging && calls.length >= attempt
      while (!isLate()) {
        signal.throwIfAborted()
        await new Promise((resolve) => setImmediate(resolve))
      }
    },
  })
  return { door, pauses }
}

export function options(signal = new AbortController().signal, told: number[] = []): CallOptions {
  return { signal, progress: (fraction) => void told.push(fraction), scratch: (name) => `/nowhere/${name}` }
}
