import { mkdir, readdir, readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import { manifestSchema } from '../../../src/dub/manifest.ts'
import { Failure } from '../../../src/failure.ts'
import { workOnBatch } from '../../../src/jobs/batch/work-on-batch.ts'
import type { Heard, Spoken } from '../../../src/ports/providers.ts'
import { tone } from '../../rig/fake-providers.ts'
import { held, settled } from '../../rig/held.ts'
import { heardIn, openBatch } from './open-batch.ts'

test('all are dubbed, and told of in the order of the list, each as its manifest has it', async () => {
  await using batch = await openBatch()
  const entries = [await batch.record('b.mp3'), await batch.record('a.mp3'), await batch.record('c/d.mp3')]
  const outcomes = await batch.work(entries)
  expect(outcomes.map(({ file, status }) => [basename(file), status])).toEqual([
    ['b.mp3', 'complete'],
    ['a.mp3', 'complete'],
    ['d.mp3', 'complete'],
  ])
  for (const { manifest, job, where, languages } of outcomes) {
    const told = manifestSchema.parse(JSON.parse(await readFile(manifest ?? '', 'utf8')))
    expect(told.job).toBe(job)
    expect(languages).toMatchObject([{ language: 'es', status: 'complete', where: `${where}/es` }])
    expect(languages[0]?.warnings).toEqual(told.languages[0]?.warnings)
  }
  const { calls } = batch.fakes
  expect([calls.transcribe.length, calls.translate.length, calls.speak.length]).toEqual([3, 3, 6])
})

test('so many are worked on at once, and no more', async () => {
  await using batch = await openBatch()
  const hearing = held<string, Heard>()
  batch.fakes.does.transcribe = async ({ path }) => hearing.ask(await readFile(path, 'utf8'))
  const work = batch.work(await Promise.all(['a', 'b', 'c', 'd'].map((name) => batch.record(`${name}.mp3`))), {
    atOnce: 2,
  })
  const [first] = [await hearing.next(), await hearing.next()]
  await settled()
  expect(hearing.calls).toHaveLength(2)
  first?.answer(heardIn('a'))
  const third = await hearing.next()
  await settled()
  expect(hearing.calls).toHaveLength(3)
  hearing.calls[1]?.answer(heardIn('b'))
  third.answer(heardIn('c'))
  const last = await hearing.next()
  last.answer(heardIn('d'))
  expect((await work).map(({ status }) => status)).toEqual(['complete', 'complete', 'complete', 'complete'])
})

test('the same recording under two names, both at once, is worked out and paid for once, and delivered twice', async () => {
  await using batch = await openBatch()
  const hearing = held<string, Heard>()
  batch.fakes.does.transcribe = async ({ path }) => hearing.ask(await readFile(path, 'utf8'))
  const entries = [
    await batch.record('a.mp3', 'same'),
    await batch.record('b.mp3', 'same'),
    await batch.record('c.mp3'),
  ]
  const work = batch.work(entries, { atOnce: 3 })
  const [one, other] = [await hearing.next(), await hearing.next()]
  await settled()
  expect(hearing.calls).toHaveLength(2)
  one?.answer(heardIn('one'))
  other?.answer(heardIn('other'))
  const outcomes = await work
  expect(outcomes.map(({ status }) => status)).toEqual(['complete', 'complete', 'complete'])
  expect(hearing.calls).toHaveLength(2)
  expect(batch.fakes.calls.speak).toHaveLength(4)
  const waited = batch.events.filter(({ event }) => event === 'file-waiting')
  expect(waited).toHaveLength(1)
  const [first, second] = await Promise.all(outcomes.map(async ({ where }) => (await readdir(`${where}/es`)).sort()))
  expect(first).toContain('a-es-full_mix.wav')
  expect(second).toEqual(first?.map((name) => name.replace(/^a/, 'b')))
})

test('a recording that is replaced while it is dubbed is dubbed anew afterwards: what is of the newest stays', async () => {
  await using batch = await openBatch()
  const hearing = held<string, Heard>()
  batch.fakes.does.transcribe = async ({ path }) => hearing.ask(await readFile(path, 'utf8'))
  const talk = await batch.record('talk.mp3', 'older')
  const replaced = Promise.withResolvers<void>()
  async function* coming() {
    yield talk
    await replaced.promise
    yield talk
    yield await batch.record('other.mp3')
  }
  const work = batch.work(coming(), { atOnce: 3 })
  const older = await hearing.next()
  await batch.record('talk.mp3', 'newer')
  replaced.resolve()
  const other = await hearing.next()
  await settled()
  const begun = batch.events.filter(({ event }) => event === 'file-started')
  expect(begun.map((event) => 'file' in event && basename(event.file))).toEqual(['talk.mp3', 'other.mp3'])
  expect(hearing.calls).toHaveLength(2)
  other.answer(heardIn('other'))
  older.answer(heardIn('older'))
  ;(await hearing.next()).answer(heardIn('newer'))
  const outcomes = await work
  expect(outcomes.map(({ status }) => status)).toEqual(['complete', 'complete', 'complete'])
  const manifest = manifestSchema.parse(JSON.parse(await readFile(`${outcomes[1]?.where}/manifest.json`, 'utf8')))
  expect(manifest.job).toBe(outcomes[1]?.job)
  expect(await readFile(`${outcomes[1]?.where}/transcript.json`, 'utf8')).toContain('newer begins.')
})

test('run again does only what is missing or changed', async () => {
  await using batch = await openBatch()
  const entries = [await batch.record('a.mp3'), await batch.record('b.mp3')]
  await batch.work(entries)
  const before = batch.fakes.calls.speak.length
  const outcomes = await batch.work([...entries, await batch.record('c.mp3')])
  expect(outcomes.map(({ status }) => status)).toEqual(['complete', 'complete', 'complete'])
  expect(batch.fakes.calls.transcribe).toHaveLength(3)
  expect(batch.fakes.calls.speak).toHaveLength(before + 2)
})

test('files that fail, before or while they are worked on, stop no other, and say why', async () => {
  await using batch = await openBatch()
  const { speak } = batch.fakes.does
  batch.fakes.does.speak = (line, options) =>
    line.voice === 'fr' ? Promise.reject(new Failure('vendor', 'The voice is hoarse.')) : speak(line, options)
  await mkdir(batch.home.at('folder.mp3'))
  const outcomes = await batch.work([
    batch.entry('missing.mp3'),
    await batch.record('empty.mp3', ''),
    batch.entry('folder.mp3'),
    {
      ...(await batch.record('half.mp3')),
      wish: { ...batch.wish, file: batch.home.at('half.mp3'), languages: ['es', 'fr'] },
    },
    await batch.record('whole.mp3'),
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['error', 'error', 'error', 'partial', 'complete'])
  expect(outcomes[0]).toMatchObject({
    job: null,
    manifest: null,
    usd: 0,
    error: { code: 'input', hint: expect.any(String) },
  })
  expect(outcomes[3]).toMatchObject({
    error: { code: 'partial', message: expect.stringContaining('hoarse') },
    languages: [
      { language: 'es', status: 'complete' },
      { language: 'fr', status: 'error', error: expect.stringContaining('hoarse') },
    ],
  })
})

test('with fail-fast nothing is begun after the first failure', async () => {
  await using batch = await openBatch()
  const entries = [await batch.record('a.mp3'), batch.entry('missing.mp3'), await batch.record('b.mp3')]
  const outcomes = await batch.work(entries, { atOnce: 1, failFast: true })
  expect(outcomes.map(({ status }) => status)).toEqual(['complete', 'error', 'pending'])
  expect(batch.fakes.calls.transcribe).toHaveLength(1)
})

test('a stop finishes the call under way, keeps it, and leaves the rest for the next run', async () => {
  await using batch = await openBatch()
  const hearing = held<string, Heard>()
  batch.fakes.does.transcribe = async ({ path }) => hearing.ask(await readFile(path, 'utf8'))
  const entries = [await batch.record('a.mp3'), await batch.record('b.mp3')]
  const work = batch.work(entries, { atOnce: 1 })
  const call = await hearing.next()
  batch.stop.requested = true
  call.answer(heardIn('a'))
  expect((await work).map(({ status }) => status)).toEqual(['pending', 'pending'])
  expect(hearing.calls).toHaveLength(1)
  batch.stop.requested = false
  const again = batch.work(entries, { atOnce: 1 })
  ;(await hearing.next()).answer(heardIn('b'))
  expect((await again).map(({ status }) => status)).toEqual(['complete', 'complete'])
  expect(hearing.calls).toHaveLength(2)
})

/** Three cents for a thousand characters. */
const VOICE = { id: 'deepgram', model: async () => 'aura-2' }
const TALK_USD = ('a begins.-es'.length + 'a ends.-es'.length) * (0.03 / 1000)

test('one budget holds for all files together', async () => {
  await using batch = await openBatch()
  const { fakes } = batch
  const priced = {
    transcriber: () => ({ ...fakes.transcriber('x'), id: 'pocketsphinx' }),
    translator: () => ({ ...fakes.translator('x'), id: 'apertium' }),
    synthesizer: () => ({ ...fakes.synthesizer('x'), ...VOICE }),
  }
  const shop = { ...batch.shop, providers: priced }
  const entries = await Promise.all(['a', 'b', 'c', 'd'].map((name) => batch.record(`${name}.mp3`, name)))
  const limits = { ...batch.control.limits, maxCost: TALK_USD * 2.5 }
  const outcomes = await batch.work(entries, { limits, atOnce: 1 }, shop)
  expect(outcomes.map(({ status, error }) => [status, error?.code])).toEqual([
    ['complete', undefined],
    ['complete', undefined],
    ['error', 'budget'],
    ['error', 'budget'],
  ])
  expect(outcomes[0]?.usd).toBeCloseTo(TALK_USD, 6)
  expect(outcomes.reduce((sum, { usd }) => sum + usd, 0)).toBeLessThanOrEqual(limits.maxCost)
  expect(outcomes[2]?.usd).toBeGreaterThan(0) // What it got done is kept, and told.
  expect(outcomes[2]?.languages[0]?.total_usd).toBeCloseTo(outcomes[2]?.usd ?? 0, 9)
  const dearer = { ...limits, maxCost: TALK_USD * 2 }
  expect((await batch.work(entries, { limits: dearer }, shop)).map(({ status }) => status)).toEqual(
    Array(4).fill('complete'),
  )
})

test('as far as a person wanted it, there is something to look over', async () => {
  await using batch = await openBatch()
  batch.fakes.does.translate = async ({ lines, to }) => {
    if (to === 'fr') throw new Failure('vendor', 'The translator is out.')
    return { texts: lines.map(({ text }) => `${text}-${to}`), units: {} }
  }
  const limits = { ...batch.control.limits, until: 'translate' as const }
  await batch.record('a.mp3')
  const entries = [await batch.record('b.mp3'), batch.entry('a.mp3', { languages: ['es', 'fr'] })]
  const outcomes = await batch.work(entries, { limits })
  expect(outcomes).toMatchObject([
    { status: 'reviewable', manifest: null, languages: [{ status: 'reviewable' }] },
    {
      status: 'partial',
      languages: [{ status: 'reviewable' }, { status: 'error', error: expect.stringContaining('out') }],
    },
  ])
})

test('a file whose costs cannot be looked up stops no other, neither done nor failed', async () => {
  await using batch = await openBatch()
  const { transcribe } = batch.fakes.does
  batch.fakes.does.transcribe = async (track, options) => {
    if ((await readFile(track.path, 'utf8')) === 'b.mp3') throw new Failure('vendor', 'Nobody hears.')
    return transcribe(track, options)
  }
  const find = async () => {
    throw new Failure('config', 'The database is locked.')
  }
  const shop = { ...batch.shop, jobs: { ...batch.shop.jobs, find } }
  const limits = { ...batch.control.limits, until: 'translate' as const }
  const entries = await Promise.all(['a.mp3', 'b.mp3', 'c.mp3'].map((name) => batch.record(name)))
  const outcomes = await batch.work(entries, { limits, atOnce: 1 }, shop)
  expect(outcomes.map(({ status, error }) => [status, error?.code])).toEqual([
    ['error', 'config'],
    ['error', 'vendor'],
    ['error', 'config'],
  ])
})

test('entries that stop coming with an error end the batch, once what is under way is done; what became of it is told', async () => {
  await using batch = await openBatch()
  const speaking = held<string, Spoken>()
  batch.fakes.does.speak = ({ text }) => speaking.ask(text)
  const entry = await batch.record('a.mp3')
  async function* broken() {
    yield entry
    throw new Failure('config', 'The folder cannot be watched.')
  }
  const work = workOnBatch(broken(), batch.shop, batch.control)
  for (let line = 0; line < 2; line++) (await speaking.next()).answer(tone(0.5))
  expect(await work).toMatchObject({ outcomes: [{ status: 'complete' }], failure: { code: 'config' } })
})
