import { rm, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { providersOf, retry } from '../../src/jobs/retry.ts'
import { workOn } from '../../src/jobs/work-on.ts'
import { dubRequest } from '../rig/requests.ts'
import { openShop } from './open-shop.ts'

/** A job of two languages, one of which failed. */
async function partlyDone() {
  const shop = await openShop()
  const { speak } = shop.fakes.does
  shop.fakes.does.speak = async (line, options) => {
    if (line.language === 'fr') throw new Failure('vendor', 'busy')
    return speak(line, options)
  }
  const { jobs } = shop
  const begun = await shop.submit({ languages: ['es', 'fr'], voices: ['es=es-2'] })
  await workOn(begun, shop.shop, shop.control)
  shop.fakes.does.speak = speak
  for (const calls of Object.values(shop.fakes.calls)) calls.length = 0
  return { ...shop, job: (await jobs.find(begun.id))! }
}

test('asks what was asked, and works out only what failed', async () => {
  await using shop = await partlyDone()
  expect(shop.job).toMatchObject({ status: 'complete', code: 'partial' })
  const { job } = await retry(shop.job, shop.shop)
  expect(job).toMatchObject({ id: shop.job.id, request: shop.job.request, source: shop.wish.file })
  const { manifest } = await workOn(await shop.jobs.submit(job), shop.shop, shop.control)
  expect(manifest?.status).toBe('complete')
  expect(shop.fakes.calls).toMatchObject({ transcribe: [], translate: [] })
  expect(shop.fakes.calls.speak.map(({ language }) => language)).toEqual(['fr', 'fr', 'fr', 'fr'])
  const done = (await shop.jobs.find(job.id))!
  await expect(retry(done, shop.shop)).rejects.toMatchObject({
    code: 'input',
    hint: expect.stringContaining('--lang es,fr'),
  })
})

test('asks the programs of today, and for edits as they are now', async () => {
  await using shop = await partlyDone()
  const { translator } = shop.shop.providers
  const providers = { ...shop.fakes, translator: (id: string) => ({ ...translator(id), model: async () => 'm2' }) }
  const path = `${shop.folder}/es/script.json`
  const line = { id: 1, start: 0, end: 1, speaker: 0, source: 'one two.', translated: 'uno', text: 'unos' }
  await writeFile(path, JSON.stringify({ script: 1, from: 'en', language: 'es', lines: [line] }))
  const { job } = await retry(shop.job, { ...shop.shop, providers })
  expect(job.request).toMatchObject({
    translator: { id: 'fake', model: 'm2' },
    edits: { es: { 1: { source: 'one two.', text: 'unos' } } },
    voices: { es: 'es-2' },
  })
})

test('says so where it runs, or its recording is gone or is another one', async () => {
  await using shop = await partlyDone()
  await expect(retry({ ...shop.job, held: true }, shop.shop)).rejects.toMatchObject({
    hint: expect.stringContaining('jobs watch'),
  })
  await writeFile(shop.wish.file, 'another talk')
  await expect(retry(shop.job, shop.shop)).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining('it was changed'),
  })
  await rm(shop.wish.file)
  await expect(retry(shop.job, shop.shop)).rejects.toMatchObject({ code: 'input' })
})

test('finds the background where it lay, or says that nobody knows', async () => {
  await using shop = await openShop()
  const music = shop.home.at('music.mp3')
  await writeFile(music, 'music')
  const job = await shop.submit({ background: music })
  expect((await retry(job, shop.shop)).job.background).toBe(music)
  await expect(retry({ ...job, background: null }, shop.shop)).rejects.toMatchObject({
    code: 'input',
    hint: expect.stringContaining('ytdub dub'),
  })
})

test('names the providers and models of a request as settings do', () => {
  const request = dubRequest({
    transcriber: { id: 'local', model: 'whisper:v3' },
    translator: { id: 'file', model: '' },
  })
  expect(providersOf(request)).toEqual({ stt: 'local:whisper:v3', tts: 'fake:m1' })
  const several = { es: { id: 'deepgram', model: 'aura-2' }, hi: { id: 'openai', model: 'm' } }
  expect(providersOf({ ...request, synthesizers: several })).toEqual({ stt: 'local:whisper:v3' })
})
