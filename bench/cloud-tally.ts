import type { EmulatedCall, Emulator, Trade } from '../test/rig/emulators/emulated.ts'

/** What the vendors saw of a dub. */
export type Tally = {
  readonly made: { readonly [trade in Trade]: number }
  /** Requests that misbehaved because they were told to, by the kind of the fault. */
  readonly faults: { readonly [kind: string]: number }
  /** Refused although nobody told it to: more than the account takes at once. */
  readonly overrun: number
  /** Whole answers beyond the first to one and the same request. */
  readonly paidTwice: number
  /** Answers that were on their way when the client hung up. */
  readonly hungUp: number
  readonly busiest: number
  /** What was said, whole, once for each time: `es: …`. */
  readonly spoken: readonly string[]
}

/** Counts what both vendors were asked, and what of it was answered whole: paid for, and of use. */
export function tallyOf(deepgram: Pick<Emulator, 'calls' | 'busiest'>, openai: Pick<Emulator, 'calls'>): Tally {
  const calls = [...deepgram.calls, ...openai.calls]
  const whole = calls.filter(isWhole)
  const made = (trade: Trade) => calls.filter((call) => call.trade === trade).length
  const told = calls.filter((call) => call.fault && !isOverrun(call))
  return {
    made: { stt: made('stt'), llm: made('llm'), tts: made('tts'), models: made('models') },
    faults: counted(told.map(({ fault }) => fault!.kind)),
    overrun: calls.filter(isOverrun).length,
    paidTwice: whole.length - new Set(whole.map(identity)).size,
    hungUp: calls.filter(({ fault, usd }) => fault === undefined && usd === 0).length,
    busiest: deepgram.busiest('tts'),
    spoken: whole.filter(({ trade }) => trade === 'tts').map(said),
  }
}

/** Slow, but all of it came. */
function isWhole({ status, fault, usd }: EmulatedCall): boolean {
  return status === 200 && usd > 0 && (fault === undefined || fault.kind === 'slow-bytes')
}

/** The emulators' own refusal is the one without a name of `EVERY_FAULT`: it comes at once, while others take their time. */
function isOverrun({ fault, ms }: EmulatedCall): boolean {
  return fault?.kind === 'too-many' && (ms ?? Infinity) < 150
}

function identity({ path, query, body }: EmulatedCall): string {
  return `${path}?${query.toString()} ${body.toString('base64')}`
}

function said({ query, body }: EmulatedCall): string {
  const { text } = JSON.parse(body.toString('utf8')) as { text: string }
  return `${query.get('model')?.split('-').at(-1)}: ${text}`
}

function counted(kinds: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const kind of kinds) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
