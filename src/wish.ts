import { providerNamed } from './dub/provider-named.ts'
import type { Limits } from './jobs/control.ts'
import type { DubWish } from './jobs/submit.ts'
import { DEFAULTS, type Settings } from './settings.ts'

/** What a person may say of a dub, by flags or as options. */
export type Said = { readonly [Name in keyof Omit<DubWish, 'file' | 'instead'>]?: DubWish[Name] | undefined }

/** What is wished of one recording or of many: said > configuration > defaults; no languages where none are named. */
export function wishOf(said: Said, config: Settings): Omit<DubWish, 'file'> {
  return {
    languages: said.languages ?? config.languages ?? [],
    background: said.background,
    from: said.from,
    engine: said.engine ?? config.engine ?? DEFAULTS.engine,
    instead: {
      transcriber: providerNamed(config.stt).id,
      translator: providerNamed(config.llm).id,
      synthesizer: providerNamed(config.tts).id,
    },
    glossary: said.glossary,
    transcript: said.transcript,
    scripts: said.scripts ?? [],
    register: said.register,
    context: said.context,
    voices: said.voices ?? [],
    format: said.format ?? config.format ?? DEFAULTS.format,
    maxRate: said.maxRate ?? config.maxRate ?? DEFAULTS.maxRate,
    strict: said.strict ?? false,
    sync: said.sync ?? config.sync ?? DEFAULTS.sync,
    keepOriginal: said.keepOriginal ?? null,
    keepOriginalTrack: said.keepOriginalTrack ?? false,
    multitrack: said.multitrack ?? false,
    burnCaptions: said.burnCaptions ?? false,
    youtube: said.youtube ?? false,
    take: said.take ?? 1,
    out: said.out ?? config.out,
  }
}

/** What may be said of how far, how dear and how long a run may be. */
export type SaidLimits = {
  readonly until?: Limits['until']
  readonly maxCost?: number | undefined
  readonly maxHours?: number | undefined
}

/** Said > configuration > defaults. */
export function limitsOf({ until, maxCost, maxHours }: SaidLimits, config: Settings): Limits {
  return {
    until,
    maxCost: maxCost ?? config.maxCost ?? Infinity,
    hours: maxHours ?? config.maxHours ?? DEFAULTS.maxHours,
  }
}

/** The configuration with the providers and models that are named instead of its own. */
export function named<Known extends Settings>(
  { stt, llm, tts }: { readonly [Trade in 'stt' | 'llm' | 'tts']?: string | undefined },
  config: Known,
): Known {
  return { ...config, ...(stt && { stt }), ...(llm && { llm }), ...(tts && { tts }) }
}
