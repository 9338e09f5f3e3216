import type { JobEvent } from '../events.ts'
import { type UsageMeter, usageMeter } from '../usage.ts'

/** What is seen of one language while it is worked on. */
export type SeenLanguage = {
  /** From the start until it was done; undefined where it is not. */
  seconds?: number
  /** What failed last. */
  error?: string
  readonly warnings: string[]
}

/** What is seen of a file's job while it is worked on. */
export type SeenSoFar = {
  readonly hear: (event: JobEvent) => void
  readonly of: (language: string) => SeenLanguage
  /** What this run has paid for a language, in USD. */
  readonly usd: (language: string) => number
}

/** Follows one job. @param seconds since its start. */
export function seenSoFar(seconds: () => number): SeenSoFar {
  const languages = new Map<string, SeenLanguage>()
  let usage: UsageMeter | undefined
  const of = (language: string): SeenLanguage => {
    const known = languages.get(language) ?? { warnings: [] }
    languages.set(language, known)
    return known
  }
  const every = (language: string | null) => (language === null ? [...languages.values()] : [of(language)])
  return {
    of,
    usd: (language) => usage?.of(language).usd ?? 0,
    hear(event) {
      switch (event.event) {
        case 'job-started':
          usage = usageMeter(event.languages)
          for (const language of event.languages) of(language)
          return
        case 'warning':
          for (const each of every(event.language)) each.warnings.push(event.message)
          return
        case 'stage':
          if (event.stage === 'complete') for (const each of every(event.language)) each.seconds = seconds()
          return
        case 'step-failed':
          for (const each of every(event.language)) each.error = event.reason
          usage?.hear(event)
          return
        case 'step-made':
          usage?.hear(event)
          return
        case 'step-recalled':
        case 'step-started':
        case 'step-progress':
        case 'estimated':
        case 'task':
        case 'job-waiting':
        case 'blob-lost':
        case 'job-finished':
          return
      }
    },
  }
}
