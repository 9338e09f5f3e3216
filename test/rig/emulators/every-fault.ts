import type { Fault } from './faults.ts'

/** Every way to misbehave, by a name that can be typed; `path`: where only some requests can meet it. */
export const EVERY_FAULT = {
  'too-many': { fault: { kind: 'too-many', retryAfter: 'none' } },
  'too-many-seconds': { fault: { kind: 'too-many', retryAfter: 'seconds' } },
  'too-many-date': { fault: { kind: 'too-many', retryAfter: 'date' } },
  '500': { fault: { kind: 'status', status: 500 } },
  '503': { fault: { kind: 'status', status: 503 } },
  refused: { fault: { kind: 'refused', ms: 50 } },
  reset: { fault: { kind: 'reset' } },
  'hang-before-headers': { fault: { kind: 'hang-before-headers' } },
  'hang-after-headers': { fault: { kind: 'hang-after-headers' } },
  'cut-body': { fault: { kind: 'cut-body' } },
  html: { fault: { kind: 'html' } },
  'bad-json': { fault: { kind: 'bad-json' } },
  empty: { fault: { kind: 'empty' } },
  'slow-bytes': { fault: { kind: 'slow-bytes' } },
  'wrong-schema': { fault: { kind: 'wrong-schema' } },
  refusal: { fault: { kind: 'refusal' }, path: /\/chat\/completions$/ },
  length: { fault: { kind: 'length' }, path: /\/chat\/completions$/ },
  quota: { fault: { kind: 'quota' } },
  'expired-key': { fault: { kind: 'expired-key' } },
} as const satisfies { readonly [name: string]: { readonly fault: Fault; readonly path?: RegExp } }

export type FaultName = keyof typeof EVERY_FAULT

/** Those of them that a second try mends. A vendor that wants money or another key stays that way. */
export const PASSING_FAULTS = (Object.keys(EVERY_FAULT) as FaultName[]).filter(
  (name) => name !== 'quota' && name !== 'expired-key',
)
