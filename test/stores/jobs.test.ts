import { expect, test } from 'vitest'
import { openDatabase } from '../../src/stores/local/database.ts'
import { openHome } from '../rig/open-home.ts'
import { dubRequest } from '../rig/requests.ts'

test('pages of the diary before the last five are torn out', async () => {
  await using opened = await openHome()
  const { jobs } = opened
  await jobs.submit({ id: 'job_1', request: dubRequest(), source: '/talk.mp3', folder: '/talk.dub' })
  await jobs.submit({ id: 'job_2', request: dubRequest(), source: '/talk.mp3', folder: '/talk.dub' })
  await jobs.beginDiary('job_2')
  for (let run = 1; run <= 8; run++) {
    await jobs.beginDiary('job_1')
    await jobs.note('job_1', [{ stage: 'speak', key: `key ${run}`, outcome: 'made', language: null, line: null }])
  }
  const database = openDatabase(opened.home.at('home', 'ytdub.db'))
  const pages = database.prepare('SELECT DISTINCT job_id, run FROM job_events ORDER BY job_id, run').raw().all()
  database.close()
  expect(pages).toEqual([...[4, 5, 6, 7, 8].map((run) => ['job_1', run]), ['job_2', 1]])
  expect(await jobs.diary('job_1')).toMatchObject([{ key: 'key 8' }])
})

test('artifacts are written down with the job’s end, and a second delivery replaces them', async () => {
  await using opened = await openHome()
  const { jobs } = opened
  await jobs.submit({ id: 'job_1', request: dubRequest(), source: '/talk.mp3', folder: '/talk.dub' })
  const artifact = (sha256: string) => {
    return { type: 'full_mix', path: 'es/talk-es.wav', sha256, bytes: 3, mime: 'audio/wav', duration: 1 } as const
  }
  const usage = {
    stt_seconds: 0,
    llm_input_tokens: 0,
    llm_output_tokens: 0,
    tts_characters: 0,
    usd: 0,
    total_usd: 0,
    estimated_usd: 0,
  }
  const synthesizer = { id: 'fake', model: 'm1' }
  const rest = {
    status: 'complete' as const,
    synthesizer,
    voices: [{ speaker: 1, voice: 'celeste' }],
    lines: 1,
    failed_lines: [],
    sync: null,
    loudness: null,
    warnings: [],
  }
  const calls = { calls: { made: 0, recalled: 0, failed: 0 }, prices_as_of: '2026-01-01' }
  for (const sha256 of ['a'.repeat(64), 'b'.repeat(64)]) {
    const language = { ...rest, language: 'es', artifacts: [artifact(sha256)], usage: { ...usage, ...calls } }
    await jobs.settle('job_1', { status: 'complete', message: 'done', code: null, languages: [language] })
  }
  expect((await jobs.find('job_1'))?.voices).toEqual([{ language: 'es', voices: [{ speaker: 1, voice: 'celeste' }] }])
  const database = openDatabase(opened.home.at('home', 'ytdub.db'))
  const rows = database
    .prepare('SELECT job_id, language_code, artifact_type, path, bytes, checksum FROM artifacts')
    .raw()
    .all()
  database.close()
  expect(rows).toEqual([['job_1', 'es', 'full_mix', 'es/talk-es.wav', 3, 'b'.repeat(64)]])
})
