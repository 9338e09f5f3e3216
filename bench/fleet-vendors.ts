import { createHash } from 'node:crypto'
import { startDeepgram } from '../test/rig/emulators/deepgram.ts'
import type { EmulatedCall } from '../test/rig/emulators/emulated.ts'
import type { Listen } from '../test/rig/emulators/hearing.ts'
import { startOpenAI } from '../test/rig/emulators/openai.ts'
import { tone } from '../test/rig/emulators/speaking.ts'
import { startSupabase } from '../test/rig/emulators/supabase-project.ts'
import type { SupabaseCall } from '../test/rig/emulators/supabase-server-types.ts'
import type { Answered, Asked, Outside, Seen } from './fleet-outside.ts'

/** A process of its own for everything that a service calls, all of it instant. The parent's messages are `Asked`. */
const uploads: string[] = []
/** One sentence of a name that nobody else has: of another recording, another one. */
const hear: Listen = async (audio, _query, seconds) => {
  const digest = createHash('sha256').update(audio).digest()
  const name = [...digest.subarray(0, 8)].map((byte) => 'bdfgklmnprst'[byte % 12]!).join('a')
  const long = seconds / 4
  const words = ['Agnes', 'greets', `B${name}.`].map((text, at) => {
    const start = 0.1 + at * long
    return { text, start, end: start + long, speaker: 0 }
  })
  return { language: 'en', words }
}
/** Voices that say all of it in time: no clip has to be stretched. */
const speak: typeof tone = (text, options) => tone(text, { ...options, speed: 1.5 })
const deepgram = await startDeepgram({ listen: hear, speak, keyless: true })
const openai = await startOpenAI({ speak, keyless: true })
const supabase = await startSupabase({ onCall: noteUpload })

process.on('message', (asked: Asked) => void answer(asked))
process.on('disconnect', () => void close())
const outside: Outside = {
  deepgram: deepgram.url,
  openai: `${openai.url}/v1`,
  supabase: supabase.url,
  secretKey: supabase.secretKey,
}
process.send?.(outside)

async function answer(asked: Asked): Promise<void> {
  if (asked === 'seen') return void process.send?.(seen())
  const expires = Math.floor(Date.now() / 1000) + 6 * 3600
  const claims = { iss: supabase.issuer, aud: 'authenticated', role: 'authenticated', exp: expires }
  process.send?.(await Promise.all(asked.tokensFor.map((sub) => supabase.keys.sign({ ...claims, sub }))))
}

function seen(): Seen {
  const answered = [...deepgram.calls, ...openai.calls].filter(isWhole).map(answeredOf)
  const objects = supabase.objects.all('media').map(({ name, size }) => [name, size] as const)
  return { answered, uploads, objects: Object.fromEntries(objects) }
}

function isWhole({ status, fault, usd }: EmulatedCall): boolean {
  return status === 200 && usd > 0 && fault === undefined
}

/** Each worker has a key of its own, by which it is known here. */
function answeredOf({ path, query, body, headers, at, ms = 0 }: EmulatedCall): Answered {
  const question = createHash('sha256').update(`${path}?${query.toString()} `).update(body).digest('base64')
  return { question, worker: headers.authorization?.split(' ').at(-1) ?? '', at: at + ms }
}

/** Told when a call is over: what lies there then is what it has brought. */
function noteUpload({ method, path, status }: SupabaseCall): void {
  const [, name] = /^\/storage\/v1\/object\/media\/(.+)$/.exec(decodeURIComponent(path)) ?? []
  if (name === undefined || status !== 200 || (method !== 'POST' && method !== 'PUT')) return
  uploads.push(name)
}

async function close(): Promise<void> {
  await Promise.all([deepgram, openai, supabase].map((each) => each[Symbol.asyncDispose]()))
}
