import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { submit } from '../../src/jobs/submit.ts'
import { openShop } from './open-shop.ts'

test('turns a wish into a job that is written down', async () => {
  await using shop = await openShop()
  const job = await shop.submit({ languages: ['ES', 'fr'], voices: ['es:2=es-2'] })
  expect(job.id).toMatch(/^job_[0-9a-f]{12}$/)
  expect(job).toMatchObject({ source: shop.wish.file, folder: shop.folder, status: 'pending' })
  expect(job.request).toMatchObject({
    source: { name: 'talk.mp3', size: 6 },
    from: 'en',
    languages: ['es', 'fr'],
    engine: 'offline',
    transcriber: { id: 'fake', model: 'm1' },
    synthesizers: { es: { id: 'fake', model: 'm1' }, fr: { id: 'fake', model: 'm1' } },
    voices: { 'es:2': 'es-2' },
    cast: { es: ['es', 'es-2'], fr: ['fr', 'fr-2'] },
    glossary: [],
    register: null,
    context: null,
    edits: {},
  })
  expect(await shop.jobs.find(job.id)).toEqual(job)
})

test('the same wish is the same job; another one is another', async () => {
  await using shop = await openShop()
  const { id } = await shop.submit()
  expect((await shop.submit()).id).toBe(id)
  const others = [
    { languages: ['fr'] },
    { take: 2 },
    { format: 'mp3' as const },
    { strict: true },
    { maxRate: 1.5 },
    { voices: ['es=es-2'] },
    { out: shop.home.at('out') },
  ]
  const ids = [id]
  for (const other of others) ids.push((await shop.submit(other)).id)
  expect(new Set(ids).size).toBe(others.length + 1)
  await writeFile(shop.wish.file, 'another talk')
  expect((await shop.submit()).id).not.toBe(id)
})

test('says what a person should know of the engine', async () => {
  await using shop = await openShop()
  expect((await submit({ ...shop.wish, engine: 'auto' }, shop.shop)).notice).toMatch(/^Draft quality/)
})

describe('what can be known to fail fails before anything is worked out or written down', () => {
  test.each([
    ['a missing file', { file: '/nowhere/talk.mp3' }, 'input'],
    ['a missing background', { background: '/nowhere/music.mp3' }, 'input'],
    ['a language that nobody speaks', { languages: ['ko'] }, 'input'],
    ['a voice that nobody has', { voices: ['es=nestor'] }, 'usage'],
    ['an engine that is not there', { engine: 'cloud' as const }, 'usage'],
  ])('%s', async (_what, part, code) => {
    await using shop = await openShop()
    await expect(shop.submit(part)).rejects.toMatchObject({ code })
    expect(await shop.jobs.list()).toEqual([])
    expect(shop.fakes.calls).toEqual({ transcribe: [], translate: [], speak: [] })
  })
})
