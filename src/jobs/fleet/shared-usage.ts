import { createHash } from 'node:crypto'
import type { Json } from '../../json.ts'
import type { FleetJobs } from '../../ports/service.ts'
import type { Memo } from '../../ports/stores.ts'
import type { JobEvent } from '../events.ts'
import { type RunUsage, type UsageMeter, usageMeter } from '../usage.ts'

/** By language, what the preparation asked for all of them together, and what the whole was expected to cost. */
type Prepared = { readonly [language: string]: RunUsage }

/**
 * What was answered for a job, also in tries that ended half-way, so that it does not matter on how many machines it was done:
 * what this one has recalled and an earlier one made for the same job counts as made. What earlier ones asked in vain is in
 * the task's cost alone.
 */
export async function wholeUsage(
  job: string,
  meter: UsageMeter,
  fleet: FleetJobs,
): Promise<(language: string) => RunUsage> {
  const ours = new Set(await fleet.madeFor(job, meter.recalled()))
  return (language) => meter.of(language, ours)
}

/**
 * Remembers, with what else is worked out, what a job's preparation asked: whoever finishes the job may be another machine.
 * The first that is remembered stands, so that a preparation that was repeated after a crash takes nothing away.
 */
export async function rememberShared(
  job: string,
  languages: readonly string[],
  memo: Memo,
  usage: (language: string) => RunUsage,
) {
  const answer: Prepared = Object.fromEntries(languages.map((language) => [language, usage(language)]))
  await memo.keep({ key: keyOf(job), stage: 'prepared', input: { job } }, answer as Json)
}

/** Adds what the preparation asked to what a language's own run did, as if it had been one run. */
export async function withShared(
  job: string,
  memo: Memo,
): Promise<(language: string, own: RunUsage | undefined) => RunUsage> {
  const prepared = ((await memo.recall(keyOf(job))) ?? {}) as Prepared
  const nothing = usageMeter([]).of('')
  return (language, own = nothing) => sum(prepared[language] ?? nothing, own)
}

/** Hears only what a run asks for one language: what it asks for all of them has been counted before, by the preparation. */
export function hearOwn(meter: UsageMeter, event: JobEvent): void {
  if ('key' in event && event.language !== null) meter.hear(event)
}

function keyOf(job: string): string {
  return createHash('sha256').update(`prepared ${job}`).digest('hex')
}

function sum(one: RunUsage, other: RunUsage): RunUsage {
  return {
    stt_seconds: one.stt_seconds + other.stt_seconds,
    llm_input_tokens: one.llm_input_tokens + other.llm_input_tokens,
    llm_output_tokens: one.llm_output_tokens + other.llm_output_tokens,
    tts_characters: one.tts_characters + other.tts_characters,
    calls: {
      made: one.calls.made + other.calls.made,
      recalled: one.calls.recalled + other.calls.recalled,
      failed: one.calls.failed + other.calls.failed,
    },
    usd: one.usd + other.usd,
    estimated_usd: one.estimated_usd + other.estimated_usd,
    prices_as_of: other.prices_as_of,
  }
}
