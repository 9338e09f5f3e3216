import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { manifestSchema } from '../../src/dub/manifest.ts'
import { Failure } from '../../src/failure.ts'
import { workOn } from '../../src/jobs/work-on.ts'
import type { Spoken } from '../../src/ports/providers.ts'
import { tone } from '../rig/fake-providers.ts'
import { held, settled } from '../rig/held.ts'
import { openShop } from './open-shop.ts'

afterEach(() => void vi.useRealTimers())

/** A job that is delivered: its manifest, and what else was handed over. */
async function dubbed(...parts: Parameters<typeof workOn>) {
  const handed = await workOn(...parts)
  if (!handed.manifest) throw new Error('nothing was delivered')
  return { ...handed, manifest: handed.manifest }
}

async function allFiles(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).toSorted()
}

describe('a job', () => {
  test('is done from start to end: delivered, written down, let go of', async () => {
    await using shop = await openShop()
    const job = await shop.submit({ languages: ['es', 'fr'] })
    const { manifest, path, failures } = await dubbed(job, shop.shop, shop.control)
    expect(failures).toEqual([])
    expect(path).toBe(join(shop.folder, 'manifest.json'))
    expect(manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')))).toEqual(manifest)
    expect(manifest).toMatchObject({
      status: 'complete',
      ytdub: '1.2.3',
      job: job.id,
      source: { file: 'talk.mp3', duration: 4, language: 'en', speakers: 1, video: false },
      languages: [{ language: 'es', status: 'complete', usage: { stt_seconds: 4 } }, { language: 'fr' }],
    })
    for (const { artifacts } of manifest.languages) {
      for (const artifact of artifacts) expect((await stat(join(shop.folder, artifact.path))).size).toBe(artifact.bytes)
    }
    expect(await allFiles(shop.folder)).toEqual(
      [
        'es',
        ...['full_mix.wav', 'voice_only.wav'].map((end) => `es/talk-es-${end}`),
        ...['srt', 'vtt'].map((end) => `es/talk-es.${end}`),
        'fr',
        ...['full_mix.wav', 'voice_only.wav'].map((end) => `fr/talk-fr-${end}`),
        ...['srt', 'vtt'].map((end) => `fr/talk-fr.${end}`),
        'manifest.json',
        'report.html',
        'transcript.json',
        'es/script.json',
        'fr/script.json',
        'talk.en.srt',
        'talk.en.vtt',
      ].toSorted(),
    )
    expect(await shop.jobs.find(job.id)).toMatchObject({
      status: 'complete',
      code: null,
      progress: 100,
      duration: 4,
      held: false,
      tasks: [
        { language: 'es', status: 'complete', progress: 100 },
        { language: 'fr', status: 'complete' },
      ],
    })
  })

  test('tells how it goes, from its start to its end, and holds no word of what is said', async () => {
    await using shop = await openShop()
    await workOn(await shop.submit(), shop.shop, shop.control)
    const named = shop.named()
    expect(named[0]).toBe('job-started')
    expect(named.at(-1)).toBe('job-finished')
    expect(shop.events.at(-1)).toMatchObject({ status: 'complete', manifest: join(shop.folder, 'manifest.json') })
    const stages = shop.events.flatMap((event) => (event.event === 'task' ? [event.stage] : []))
    expect([...new Set(stages)]).toEqual(['stt', 'translating', 'dubbing', 'mixing', 'exporting', 'complete'])
    const progress = shop.events.flatMap((event) => (event.event === 'task' ? [event.progress] : []))
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(JSON.stringify(shop.events)).not.toMatch(/three|seven/)
  })

  test('done again asks nobody and touches nothing that is there', async () => {
    await using shop = await openShop()
    await workOn(await shop.submit(), shop.shop, shop.control)
    const mix = join(shop.folder, 'es/talk-es-full_mix.wav')
    await utimes(mix, 1_000_000_000, 1_000_000_000)
    shop.fakes.calls.speak.length = 0
    const again = await shop.submit()
    const { manifest } = await dubbed(again, shop.shop, shop.control)
    expect(shop.fakes.calls.speak).toEqual([])
    expect(manifest.languages[0]?.usage).toMatchObject({ tts_characters: 0, calls: { made: 0, recalled: 6 } })
    expect((await stat(mix)).mtimeMs).toBe(1e12)
    const diary = await shop.jobs.diary(again.id)
    expect(new Set(diary.map(({ outcome }) => outcome))).toEqual(new Set(['recalled']))
    expect(diary.map(({ stage }) => stage)).toEqual([
      'probe',
      'listen',
      'transcribe',
      'waveform',
      'translate',
      ...Array.from({ length: 4 }, () => 'speak'),
      'render',
    ])
  })

  test('after an edit speaks only the edited line, and keeps the edit', async () => {
    await using shop = await openShop()
    await workOn(await shop.submit(), shop.shop, shop.control)
    const path = join(shop.folder, 'es/script.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"text": "five six.-es"', '"text": "cinco y seis"'))
    shop.fakes.calls.speak.length = 0
    await workOn(await shop.submit(), shop.shop, shop.control)
    expect(shop.fakes.calls.speak.map(({ text }) => text)).toEqual(['cinco y seis'])
    expect(JSON.parse(await readFile(path, 'utf8')).lines[2]).toMatchObject({
      text: 'cinco y seis',
      translated: 'five six.-es',
    })
    expect(await readFile(join(shop.folder, 'es/talk-es.srt'), 'utf8')).toContain('cinco y seis')
  })

  test('keeps an edit that was made while it ran, and says that it is not spoken yet', async () => {
    await using shop = await openShop()
    await workOn(await shop.submit(), shop.shop, shop.control)
    const path = join(shop.folder, 'es/script.json')
    const job = await shop.submit({ take: 2 })
    const edited = (await readFile(path, 'utf8')).replace('"text": "five six.-es"', '"text": "tarde"')
    await writeFile(path, edited)
    const { manifest } = await dubbed(job, shop.shop, shop.control)
    expect(await readFile(path, 'utf8')).toBe(edited)
    expect(manifest.languages[0]?.warnings).toEqual([
      expect.stringContaining('es/script.json was edited while this ran'),
    ])
  })
})

describe('a job that fails', () => {
  test('in one language is partly done: the rest is delivered', async () => {
    await using shop = await openShop()
    const { speak } = shop.fakes.does
    shop.fakes.does.speak = (line, options) => {
      return line.language === 'fr'
        ? Promise.reject(new Failure('vendor', 'The voice is hoarse.'))
        : speak(line, options)
    }
    const job = await shop.submit({ languages: ['es', 'fr'] })
    const { manifest, failures } = await dubbed(job, shop.shop, shop.control)
    expect(failures).toEqual(['vendor'])
    expect(manifest).toMatchObject({
      status: 'partial',
      languages: [{ status: 'complete' }, { status: 'error', error: expect.stringContaining('hoarse') }],
    })
    expect(await readdir(shop.folder)).toContain('es')
    expect(await readdir(join(shop.folder, 'fr'))).toEqual(['script.json'])
    expect(await shop.jobs.find(job.id)).toMatchObject({
      status: 'complete',
      code: 'partial',
      message: 'failed: fr',
      tasks: [{ status: 'complete' }, { status: 'error', message: expect.stringContaining('hoarse') }],
    })
    shop.fakes.does.speak = speak
    await workOn(await shop.submit({ languages: ['es', 'fr'] }), shop.shop, shop.control)
    expect(await shop.jobs.find(job.id)).toMatchObject({
      status: 'complete',
      code: null,
      tasks: [{}, { status: 'complete' }],
    })
  })

  test('in every language has failed, and says with which code', async () => {
    await using shop = await openShop()
    shop.fakes.does.translate = () => Promise.reject(new Failure('vendor', 'It is overloaded.'))
    const job = await shop.submit()
    const { manifest, failures } = await dubbed(job, shop.shop, shop.control)
    expect([manifest.status, failures]).toEqual(['error', ['vendor']])
    expect(await shop.jobs.find(job.id)).toMatchObject({ status: 'error', code: 'vendor' })
    expect(shop.events.at(-1)).toMatchObject({ event: 'job-finished', status: 'error' })
  })

  test('before any language begins delivers nothing', async () => {
    await using shop = await openShop()
    shop.fakes.does.transcribe = async () => ({ language: 'en', words: [] })
    const job = await shop.submit()
    await expect(workOn(job, shop.shop, shop.control)).rejects.toMatchObject({ code: 'input' })
    expect(await shop.jobs.find(job.id)).toMatchObject({ status: 'error', code: 'input', held: false })
    expect(shop.events.at(-1)).toMatchObject({ event: 'job-finished', status: 'error', manifest: null })
    await expect(stat(shop.folder)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('a job that is stopped', () => {
  test('keeps what is under way, is let go of, and goes on where it stopped', async () => {
    await using shop = await openShop()
    const { speak } = shop.fakes.does
    const answers = held<string, Spoken>()
    shop.fakes.does.speak = ({ text }) => answers.ask(text)
    const job = await shop.submit({ languages: ['es', 'fr'] })
    const outcome = expect(workOn(job, shop.shop, shop.control)).rejects.toMatchObject({ code: 'interrupted' })
    for (let call = 0; call < 4; call++) await answers.next()
    shop.stop.requested = true
    for (const { answer } of answers.calls) answer(tone(0.5))
    await outcome
    expect(await shop.jobs.find(job.id)).toMatchObject({
      status: 'pending',
      message: 'interrupted',
      held: false,
      lease: null,
    })
    shop.stop.requested = false
    shop.fakes.does.speak = speak
    shop.fakes.calls.speak.length = 0
    await workOn(job, shop.shop, shop.control)
    expect(shop.fakes.calls.speak.map(({ language }) => language)).toEqual(['fr', 'fr', 'fr', 'fr'])
  })

  test('from another process is cancelled: what is under way is kept, and it goes on when it is tried again', async () => {
    await using shop = await openShop()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const { speak } = shop.fakes.does
    const answers = held<string, Spoken>()
    shop.fakes.does.speak = ({ text }) => answers.ask(text)
    const job = await shop.submit()
    const outcome = expect(workOn(job, shop.shop, shop.control)).rejects.toMatchObject({
      code: 'interrupted',
      message: expect.stringContaining('was cancelled'),
      hint: expect.stringContaining(`ytdub jobs retry ${job.id}`),
    })
    // One more than are called at a time would be begun once one of them is answered.
    for (let call = 0; call < 4; call++) await answers.next()
    expect(await shop.jobs.askToStop(job.id)).toBe(true)
    await vi.advanceTimersByTimeAsync(1000)
    for (const { answer } of answers.calls) answer(tone(0.5))
    await outcome
    vi.useRealTimers()
    expect(await shop.jobs.find(job.id)).toMatchObject({ status: 'error', code: 'interrupted', message: 'cancelled' })
    shop.fakes.does.speak = speak
    shop.fakes.calls.speak.length = 0
    await workOn(job, shop.shop, shop.control)
    expect(shop.fakes.calls.speak).toEqual([])
  })

  test('since another process took it over leaves it to that one', async () => {
    await using shop = await openShop()
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    shop.fakes.does.speak = (_line, { signal }) => {
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
    }
    const job = await shop.submit()
    const takenOver = { code: 'interrupted', message: expect.stringContaining('taken this job over') }
    const outcome = expect(workOn(job, shop.shop, shop.control)).rejects.toMatchObject(takenOver)
    while (shop.fakes.calls.speak.length === 0) await settled()
    shop.clock.advance(60_000)
    await shop.jobs.claim(job.id, { holder: 'another-host/1', until: shop.clock.now() + 60_000 })
    await vi.advanceTimersByTimeAsync(15_000)
    await outcome
    expect(await shop.jobs.find(job.id)).toMatchObject({ held: true, lease: { holder: 'another-host/1' } })
  })
})

describe('a blob that is lost', () => {
  const clipOf = async (home: { at: (...names: string[]) => string }) => {
    const folders = await readdir(home.at('home', 'blobs'))
    for (const folder of folders) {
      for (const digest of await readdir(home.at('home', 'blobs', folder))) {
        const path = home.at('home', 'blobs', folder, digest)
        if ((await readFile(path)).includes('WAVE')) return { path, digest }
      }
    }
    throw new Error('no clip is kept')
  }

  test('is worked out again, and nothing else is', async () => {
    await using shop = await openShop()
    await workOn(await shop.submit(), shop.shop, shop.control)
    const clip = await clipOf(shop.home)
    const before = await readFile(clip.path)
    await writeFile(clip.path, Buffer.alloc(before.length, 'x'))
    shop.fakes.calls.speak.length = 0
    shop.fakes.calls.translate.length = 0
    const { manifest } = await dubbed(await shop.submit({ format: 'flac' }), shop.shop, shop.control)
    expect(manifest.status).toBe('complete')
    expect(shop.events).toContainEqual({ event: 'blob-lost', job: expect.any(String), digest: clip.digest })
    expect(shop.fakes.calls.translate).toEqual([])
    expect(await readFile(clip.path)).toEqual(before)
  })

  test('while it is delivered is worked out again too', async () => {
    await using shop = await openShop()
    const job = await shop.submit()
    const { manifest } = await dubbed(job, shop.shop, shop.control)
    const mix = manifest.languages[0]!.artifacts[0]!
    const path = shop.home.at('home', 'blobs', mix.sha256.slice(0, 2), mix.sha256)
    await writeFile(path, Buffer.alloc(mix.bytes))
    await writeFile(join(shop.folder, mix.path), 'cut by the person')
    await workOn(job, shop.shop, shop.control)
    expect(shop.named()).toContain('blob-lost')
    expect((await stat(join(shop.folder, mix.path))).size).toBe(mix.bytes)
  })

  test('each time it is put ends the job: a disk that keeps nothing is not paid for for ever', {
    timeout: 10_000,
  }, async () => {
    await using shop = await openShop()
    const job = await shop.submit()
    const lost = (digest: string) => new Failure('lost', `Blob ${digest} is gone or damaged.`, { subject: digest })
    const blobs = { ...shop.shop.blobs, get: ({ digest }: { digest: string }) => Promise.reject(lost(digest)) }
    await expect(workOn(job, { ...shop.shop, blobs }, shop.control)).rejects.toMatchObject({ code: 'config' })
    expect(await shop.jobs.find(job.id)).toMatchObject({ status: 'error', code: 'config', held: false })
  })
})

test('a job that another process works on is waited for, and then found done', async () => {
  await using shop = await openShop()
  const job = await shop.submit()
  await shop.jobs.claim(job.id, { holder: `${hostname()}/${process.ppid}`, until: shop.clock.now() + 60_000 })
  const done = dubbed(job, shop.shop, shop.control)
  while (!shop.named().includes('job-waiting')) await settled()
  expect(shop.fakes.calls.transcribe).toEqual([])
  await shop.jobs.release(job.id, '')
  expect((await done).manifest.status).toBe('complete')
  expect(shop.named().slice(0, 2)).toEqual(['job-waiting', 'job-started'])
})
