import { Failure } from '../../failure.ts'
import type { Shop } from '../shop.ts'
import { isRetryable } from './is-retryable.ts'

type Watched = Pick<Shop, 'memo' | 'blobs' | 'providers'>

/**
 * Notes the first thing that a run asked of others and that failed in a way that passes. A run turns what one language meets into
 * that language's outcome, in which this can no longer be seen.
 */
export function watchFailures({
  memo,
  blobs,
  providers,
}: Watched): Watched & { readonly passing: () => Failure | undefined } {
  let passing: Failure | undefined
  const note = (error: unknown) => {
    if (isRetryable(error)) passing ??= Failure.from(error)
  }
  return {
    memo: listening(memo, note),
    blobs: listening(blobs, note),
    providers: {
      transcriber: (id) => listening(providers.transcriber(id), note),
      translator: (id) => listening(providers.translator(id), note),
      synthesizer: (id) => listening(providers.synthesizer(id), note),
    },
    passing: () => passing,
  }
}

/** The same thing; what it is asked for and rejects is heard here too. */
function listening<Thing extends object>(thing: Thing, note: (error: unknown) => void): Thing {
  return new Proxy(thing, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...given: unknown[]): unknown => {
        const answer: unknown = Reflect.apply(value, target, given)
        if (answer instanceof Promise) void answer.then(undefined, note)
        return answer
      }
    },
  })
}
