import type { Fault } from '../../rig/emulators/faults.ts'

/** `hanging`: how many attempts have to be late. */
type Passing = { readonly name: string; readonly fault: Fault; readonly hanging?: number }
type Lasting = { readonly fault: Fault; readonly message: RegExp; readonly hanging?: number }
type Final = { readonly fault: Fault; readonly message: RegExp; readonly hint: RegExp }

/** What passes: asked again, the vendor answers. */
export const PASSING: readonly Passing[] = [
  { name: '429 with seconds', fault: { kind: 'too-many', retryAfter: 'seconds', seconds: 2 } },
  { name: '429 with a date', fault: { kind: 'too-many', retryAfter: 'date', seconds: 2 } },
  { name: '429 alone', fault: { kind: 'too-many', retryAfter: 'none' } },
  { name: '500', fault: { kind: 'status', status: 500 } },
  { name: '503', fault: { kind: 'status', status: 503 } },
  { name: 'a reset connection', fault: { kind: 'reset' } },
  { name: 'silence', fault: { kind: 'hang-before-headers' }, hanging: 1 },
  { name: 'half a body and silence', fault: { kind: 'hang-after-headers' }, hanging: 1 },
  { name: 'half a body', fault: { kind: 'cut-body' } },
  { name: 'a web page', fault: { kind: 'html' } },
  { name: 'broken JSON', fault: { kind: 'bad-json' } },
  { name: 'nothing', fault: { kind: 'empty' } },
  { name: 'another shape', fault: { kind: 'wrong-schema' } },
]

/** What a person reads where it does not pass. */
export function lasting(subject: string, instead: string): readonly Lasting[] {
  const none = `no answer for ${subject} after 5 tries`
  const id = String.raw`request [\w-]{36}`
  const late = new RegExp(`^Deepgram does not answer in time: ${none} \\(\\d+ seconds\\)\\.$`)
  return [
    {
      fault: { kind: 'too-many', retryAfter: 'seconds', seconds: 1 },
      message: new RegExp(`^Deepgram is busy: ${none} \\(HTTP 429(, TOO_MANY_REQUESTS)?, ${id}\\)\\.$`),
    },
    {
      fault: { kind: 'status', status: 503 },
      message: new RegExp(`^Deepgram is out of order: ${none} \\(HTTP 503, ${id}\\)\\.$`),
    },
    {
      fault: { kind: 'reset' },
      message: new RegExp(`^Deepgram cannot be reached: ${none} \\(connection (reset|cut)\\)\\.$`),
    },
    { fault: { kind: 'hang-before-headers' }, message: late, hanging: 5 },
    { fault: { kind: 'hang-after-headers' }, message: late, hanging: 5 },
    {
      fault: { kind: 'cut-body' },
      message: new RegExp(`^Deepgram cannot be reached: ${none} \\((answer cut off|connection cut)\\)\\.$`),
    },
    {
      fault: { kind: 'html' },
      message: new RegExp(`^Deepgram answers with ${instead} for ${subject}, time and again\\.$`),
    },
    {
      fault: { kind: 'wrong-schema' },
      message: new RegExp(`^Deepgram answers with ${instead} for ${subject}, time and again( \\(${id}\\))?\\.$`),
    },
  ]
}

/** What no second try would change. */
export const FINAL: readonly Final[] = [
  {
    fault: { kind: 'expired-key' },
    message: /^Deepgram refuses the key \(DEEPGRAM_API_KEY, HTTP 401, INVALID_AUTH, request [\w-]{36}\)\.$/,
    hint: /export DEEPGRAM_API_KEY=…/,
  },
  {
    fault: { kind: 'quota' },
    message: /^Deepgram has no credit left \(DEEPGRAM_API_KEY, HTTP 402, ASR_PAYMENT_REQUIRED, request [\w-]{36}\)\.$/,
    hint: /Top up the account/,
  },
]
