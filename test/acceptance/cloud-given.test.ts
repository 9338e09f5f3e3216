import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Cloud, startCloud } from '../rig/cloud.ts'

let cloud: Cloud
beforeAll(async () => {
  cloud = await startCloud([[0, 'You are welcome.']])
  await writeFile(cloud.person.path('talk.srt'), '1\n00:00:00,500 --> 00:00:01,500\nYou are welcome.\n')
  await writeFile(cloud.person.path('talk.es.srt'), '1\n00:00:00,500 --> 00:00:01,500\nDe nada a todos.\n')
})
afterAll(() => cloud[Symbol.asyncDispose]())

const script = ['--script', 'es=talk.es.srt']
const transcript = ['--from', 'en', '--transcript', 'talk.srt']

test('a given translation needs no key of OpenAI, and a given transcript nobody who hears', async () => {
  const since = cloud.counting()
  const env = { OPENAI_API_KEY: '' }
  const run = await cloud.start(['dub', 'talk.wav', '--lang', 'es', ...transcript, ...script], env).ended
  expect(run).toMatchObject({ code: 0 })
  expect(since()).toEqual({ stt: 0, llm: 0, tts: 1 })
  expect(await cloud.manifest()).toMatchObject({ engine: { name: 'cloud', translator: { id: 'file' } } })
  expect((await cloud.script('es')).lines[0]).toMatchObject({ text: 'De nada a todos.' })
})

test('another language has its translator, who needs the key', async () => {
  const args = ['dub', 'talk.wav', '--lang', 'es,fr', ...transcript, ...script]
  const { code, err } = await cloud.start(args, { OPENAI_API_KEY: '' }).ended
  expect({ code, err }).toEqual({ code: 4, err: expect.stringContaining('OPENAI_API_KEY') })
  const since = cloud.counting()
  expect(await cloud.ytdub(...args)).toMatchObject({ code: 0 })
  expect(since()).toMatchObject({ stt: 0, llm: 1 })
})
