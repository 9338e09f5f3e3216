import type { Config } from '../config.ts'
import { providerNamed } from '../dub/provider-named.ts'
import type { Limits } from '../jobs/control.ts'
import type { DubWish } from '../jobs/submit.ts'
import { DEFAULTS } from '../settings.ts'
import type { DubOptions } from './options.ts'

/** What is wished, as a person would with flags: options > configuration > defaults. */
export function wishOf(options: DubOptions, config: Config): DubWish {
  return {
    file: options.file,
    languages: options.languages,
    background: options.background,
    transcript: options.transcript,
    scripts: pairs(options.scripts),
    from: options.from,
    engine: options.engine ?? config.engine ?? DEFAULTS.engine,
    instead: {
      transcriber: providerNamed(config.stt).id,
      translator: providerNamed(config.llm).id,
      synthesizer: providerNamed(config.tts).id,
    },
    glossary: options.glossary,
    register: options.register,
    context: options.context,
    voices: pairs(options.voices),
    format: options.format ?? config.format ?? DEFAULTS.format,
    maxRate: options.maxRate ?? config.maxRate ?? DEFAULTS.maxRate,
    strict: options.strict ?? false,
    sync: options.sync ?? config.sync ?? DEFAULTS.sync,
    keepOriginal: options.keepOriginal ?? null,
    keepOriginalTrack: options.keepOriginalTrack ?? false,
    multitrack: options.multitrack ?? false,
    burnCaptions: options.burnCaptions ?? false,
    youtube: options.youtube ?? false,
    take: options.take ?? 1,
    out: options.out ?? config.out,
  }
}

/** As flags have them: `es=celeste`. */
function pairs(named: DubOptions['voices'] = {}): string[] {
  return Object.entries(named).map(([name, value]) => `${name}=${value}`)
}

export function limitsOf({ until, maxCost, maxHours }: DubOptions, config: Config): Limits {
  return {
    until,
    maxCost: maxCost ?? config.maxCost ?? Infinity,
    hours: maxHours ?? config.maxHours ?? DEFAULTS.maxHours,
  }
}
