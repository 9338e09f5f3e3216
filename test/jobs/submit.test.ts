import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
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
    { sync: 'tight' as const },
    { keepOriginal: -18 },
    { keepOriginalTrack: true },
    { multitrack: true },
    { burnCaptions: true },
    { youtube: true },
    { maxRate: 1.5 },
    { voices: ['es=es-2'] },
    { out: shop.home.at('out') },
    { register: 'formal' as const },
    { context: 'a lecture on bees' },
    { instead: { synthesizer: 'fake' } },
    { instead: { transcriber: 'fake' } },
  ]
  const ids = [id]
  for (const other of others) ids.push((await shop.submit(other)).id)
  expect(new Set(ids).size).toBe(others.length + 1)
  await writeFile(shop.wish.file, 'another talk')
  expect((await shop.submit()).id).not.toBe(id)
})

describe('a glossary', () => {
  test('is read into the request; another one is another job, the same one in another file is not', async () => {
    await using shop = await openShop()
    const [one, copy, other] = ['one.csv', 'copy.csv', 'other.csv'].map((name) => shop.home.at(name))
    for (const path of [one!, copy!]) await writeFile(path, 'term,translation,note\nhive,colmena,not a beehive\n')
    await writeFile(other!, 'term,translation\nhive,panal\n')
    const plain = await shop.submit()
    const job = await shop.submit({ glossary: one })
    expect(job.request.glossary).toMatchObject([{ term: 'hive', note: 'not a beehive' }])
    expect(job.id).not.toBe(plain.id)
    expect((await shop.submit({ glossary: copy })).id).toBe(job.id)
    expect((await shop.submit({ glossary: other })).id).not.toBe(job.id)
  })

  test('register and context are in the request as they were given', async () => {
    await using shop = await openShop()
    const { request } = await shop.submit({ register: 'informal', context: 'bees' })
    expect(request).toMatchObject({ register: 'informal', context: 'bees' })
  })
})

describe('a provider that is given a trade', () => {
  test('takes it, and is in the request with its model', async () => {
    await using shop = await openShop()
    const asked: string[] = []
    const named = (id: string) => {
      asked.push(id)
      return { ...shop.fakes.translator(id), id, model: async () => `model of ${id}` }
    }
    const providers = { ...shop.shop.providers, translator: named }
    const wish = { ...shop.wish, instead: { translator: 'local' } }
    const { job } = await submit(wish, { ...shop.shop, providers })
    expect(asked).toEqual(['local'])
    expect(job.request.translator).toEqual({ id: 'local', model: 'model of local' })
  })

  test('is in the request with its variant, where it has one: the same job asks another question', async () => {
    await using shop = await openShop()
    const plain = await shop.submit()
    expect(plain.request.translator).toEqual({ id: 'fake', model: 'm1' })
    const translator = (id: string) => ({ ...shop.fakes.translator(id), variant: '0123abcd' })
    const providers = { ...shop.shop.providers, translator }
    const { job } = await submit(shop.wish, { ...shop.shop, providers })
    expect(job.request.translator).toEqual({ id: 'fake', model: 'm1', variant: '0123abcd' })
    expect(job.id).toBe(plain.id)
  })

  test('is the same job whether it is named as the engine’s own or not said otherwise', async () => {
    await using shop = await openShop()
    const { id } = await shop.submit({ instead: {} })
    expect((await shop.submit({ instead: { translator: undefined } })).id).toBe(id)
  })

  test('whose key is missing fails before the recording is looked at', async () => {
    await using shop = await openShop()
    const translator = (id: string) => ({
      ...shop.fakes.translator(id),
      model: () => Promise.reject(new Failure('auth', 'OPENAI_API_KEY is missing.')),
    })
    const keyless = { ...shop.shop, providers: { ...shop.shop.providers, translator } }
    await expect(submit(shop.wish, keyless)).rejects.toMatchObject({ code: 'auth' })
    expect(await shop.jobs.list()).toEqual([])
    expect(shop.media.calls.probe).toEqual([])
  })
})

test('each language has a synthesizer and a cast of its own', async () => {
  await using shop = await openShop()
  const fake = shop.fakes.synthesizer('fake')
  const only = (id: string, language: string) => ({
    ...fake,
    id,
    voices: async (asked: string) => (asked === language ? [`${id}-1`, `${id}-2`] : []),
  })
  const table: Record<string, typeof fake> = { one: only('one', 'es'), two: only('two', 'fr') }
  const providers = { ...shop.shop.providers, synthesizer: (id: string) => table[id]! }
  const engines = { offline: { transcriber: 'fake', translator: 'fake', synthesizers: ['one', 'two'] } }
  const { job } = await submit({ ...shop.wish, languages: ['fr', 'es'] }, { ...shop.shop, providers, engines })
  expect(job.request).toMatchObject({
    synthesizers: { es: { id: 'one' }, fr: { id: 'two' } },
    cast: { es: ['one-1', 'one-2'], fr: ['two-1', 'two-2'] },
  })
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
    ['a format that YouTube does not take', { youtube: true, format: 'opus' as const }, 'usage'],
    ['a glossary that is not there', { glossary: '/nowhere/terms.csv' }, 'input'],
  ])('%s', async (_what, part, code) => {
    await using shop = await openShop()
    await expect(shop.submit(part)).rejects.toMatchObject({ code })
    expect(await shop.jobs.list()).toEqual([])
    expect(shop.fakes.calls).toEqual({ transcribe: [], translate: [], shorten: [], speak: [] })
  })
})
