import type { Clock } from '../../../src/clock.ts'
import type { Failure } from '../../../src/failure.ts'
import type { CallOptions, Synthesizer } from '../../../src/ports/providers.ts'
import type { VendorAccount, VendorCalls } from '../../../src/providers/calls/vendor-account.ts'
import { vendorCalls } from '../../../src/providers/calls/vendor-calls.ts'

const clock: Clock = { now: () => 0 }

/** Calls that wait for nothing between tries; deadlines are the system's, unless they are over at once. */
export function callsOf(account: VendorAccount, { late = false }: { readonly late?: boolean } = {}): VendorCalls {
  const deadline = late ? { deadline: async (_ms: number) => {} } : {}
  return vendorCalls(account, { clock, random: () => 0, pause: async () => {}, ...deadline })
}

export function options(signal = new AbortController().signal): CallOptions {
  return { signal, progress: () => {}, scratch: (name) => name }
}

/** Has a line said by the language's usual voice. */
export async function say(
  synthesizer: Synthesizer,
  text: string,
  more: { language?: string; signal?: AbortSignal } = {},
) {
  const { language = 'es', signal } = more
  const [voice = 'none'] = await synthesizer.voices(language)
  return synthesizer.speak({ text, voice, language, take: 1 }, options(signal))
}

/** What went wrong, as plain data. */
export async function failure(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  const { code, message, hint, spent } = (error ?? {}) as Partial<Failure>
  return { code, message, hint, spent }
}
