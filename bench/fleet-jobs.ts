import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openTrades } from '../src/app.ts'
import type { DubRequest } from '../src/dub/request.ts'
import { planRequest } from '../src/jobs/plan-request.ts'
import type { FleetQueue } from '../src/ports/service.ts'
import { registerUpload } from '../src/stores/supabase/blob-rows.ts'
import type { Database } from '../src/stores/supabase/database.ts'
import { storageObjects } from '../src/stores/supabase/objects.ts'
import type { Ground } from './fleet-processes.ts'

export const LANGUAGES = ['es', 'fr', 'de', 'it', 'nl', 'pt', 'ru', 'ko', 'hi', 'ca'] as const
const SECONDS = 2
const RATE = 16_000

/** Makes jobs as the API leaves them once they are submitted, and then tells the fleet of all at once. @returns their ids. */
export type AddJobs = (count: number, languages: readonly string[]) => Promise<AddedJobs>
type AddedJobs = { readonly ids: readonly string[]; readonly tell: () => Promise<void> }

/** The desk for jobs whose recordings are a second long and each another's. */
export async function jobDesk(
  { outside, folder }: Ground,
  { database, queue }: { readonly database: Database; readonly queue: FleetQueue },
): Promise<AddJobs> {
  const planned = await plan(outside, folder)
  const objects = storageObjects({ url: outside.supabase, secretKey: outside.secretKey, bucket: 'media' })
  let made = 0
  const addOne = async (languages: readonly string[]): Promise<string> => {
    const [id, owner] = [`job_${randomBytes(6).toString('hex')}`, randomUUID()]
    const path = `uploads/${owner}/${id}/voice_track.wav`
    const bytes = hum(120 + made++)
    const file = join(folder, `${id}.wav`)
    await writeFile(file, bytes)
    const type = 'audio/wav'
    await objects.upload(path, file, { type, signal: new AbortController().signal })
    const digest = createHash('sha256').update(bytes).digest('hex')
    const source = { digest, type, size: bytes.length, name: 'talk.wav' }
    const request: DubRequest = { ...planned, languages, source, background: null, edits: {} }
    await database.query('insert into auth.users (id, email) values ($1, $2)', [owner, `${owner}@example.com`])
    await registerUpload(database, owner, source, path)
    await database.query(
      `with job as (
        insert into public.dubbing_jobs
          (id, user_id, status, voice_track_url, voice_track_name, target_languages, request, duration)
        values ($1, $2, 'pending', $3, 'talk.wav', $4, $5, $6) returning *
      ) insert into public.language_tasks (job_id, user_id, language_code)
        select id, user_id, unnest(target_languages) from job`,
      [id, owner, path, languages, JSON.stringify(request), SECONDS],
    )
    return id
  }
  return async (count, languages) => {
    const ids: string[] = []
    for (let job = 0; job < count; job++) ids.push(await addOne(languages))
    return { ids, tell: () => queue.add(ids.map((job) => ({ kind: 'prepare', job }))) }
  }
}

async function plan(outside: Ground['outside'], folder: string) {
  const trades = await openTrades({
    home: folder,
    folder,
    searchPath: process.env['PATH'] ?? '',
    unattended: true,
    noColor: true,
    warnings: [],
    sources: {},
    ownFile: join(folder, 'config.json'),
    proxies: { https: undefined, http: undefined, exempt: undefined },
    certificates: undefined,
    deepgramApiKey: 'bench',
    deepgramBaseUrl: outside.deepgram,
    openaiApiKey: 'bench',
    openaiBaseUrl: outside.openai,
  })
  const { request } = await planRequest(
    {
      from: 'en',
      languages: LANGUAGES,
      engine: 'cloud',
      instead: {},
      voices: [],
      glossary: [],
      register: undefined,
      context: undefined,
      format: 'm4a',
      maxRate: 1.3,
      strict: false,
      sync: 'natural',
      keepOriginal: null,
      keepOriginalTrack: false,
      multitrack: false,
      burnCaptions: false,
      youtube: false,
      take: 1,
    },
    trades,
  )
  return request
}

/** A hum of so many Hz as a WAV file: mono, 16 bits. */
function hum(hertz: number): Buffer {
  const samples = Int16Array.from(
    { length: SECONDS * RATE },
    (_, at) => 8000 * Math.sin((2 * Math.PI * hertz * at) / RATE),
  )
  const head = Buffer.alloc(44)
  head.write('RIFF')
  head.writeUInt32LE(36 + samples.byteLength, 4)
  head.write('WAVEfmt ', 8)
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(1, 22)
  head.writeUInt32LE(RATE, 24)
  head.writeUInt32LE(2 * RATE, 28)
  head.writeUInt16LE(2, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36)
  head.writeUInt32LE(samples.byteLength, 40)
  return Buffer.concat([head, Buffer.from(samples.buffer)])
}
