import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { manifestSchema } from '../../../src/dub/manifest.ts'
import type { DubRequest } from '../../../src/dub/request.ts'
import { Failure } from '../../../src/failure.ts'
import { layScripts } from '../../../src/jobs/fleet/lay-scripts.ts'
import { workOn } from '../../../src/jobs/work-on.ts'
import { digestOf, memoryBlobs, memoryJobs, memoryMemo } from '../../rig/memory-stores.ts'
import { JOB, OWNER, openFleet } from './open-fleet.ts'

type Fleet = Awaited<ReturnType<typeof openFleet>>

/** The manifest of the same request, dubbed here by one run that knows nothing of the fleet's answers. */
async function dubbedLocally(fleet: Fleet, request: DubRequest) {
  const parts = fleet.partsOf('local')
  await using opened = await parts.shopFor(fleet.job())
  const blobs = memoryBlobs(fleet.home.path)
  await blobs.put(Buffer.from('a talk'), 'audio/mpeg')
  const jobs = memoryJobs(fleet.clock, () => false)
  const shop = { ...opened, memo: memoryMemo(fleet.clock), blobs, jobs }
  const folder = fleet.home.at('talk.dub')
  const job = await jobs.submit({ id: JOB, request, source: fleet.home.at('talk.mp3'), folder })
  await workOn(job, shop, {
    signal: new AbortController().signal,
    stop: { requested: false },
    emit: () => {},
    limits: { until: undefined, maxCost: Infinity, hours: 12 },
  })
  return {
    manifest: JSON.parse(await readFile(`${folder}/manifest.json`, 'utf8')) as unknown,
    files: await filesIn(folder),
  }
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(folder.length + 1))
    .toSorted()
}

const prefix = `artifacts/${OWNER}/${JOB}/`

/** What keys are made of: nothing of a file’s name. */
const OWN_WORDS = /^(?:(?:es|fr)\/)?[a-z]+(?:_[a-z]+)*-[0-9a-f]{12}\.[a-z0-9]+$/

/** The names under which files can be downloaded, each of which has an object of its own. */
function publishedIn({ fleet, objects }: Fleet): string[] {
  expect(fleet.published.map(({ path }) => path).toSorted()).toEqual([...objects.kept.keys()].toSorted())
  return fleet.published.map(({ file }) => file).toSorted()
}

test('a job is prepared once, spread over workers, finished once, and delivers what a local dub does', async () => {
  await using fleet = await openFleet()
  const request = fleet.submit()
  await fleet.drain()
  expect(fleet.settledAs).toEqual(['prepare done', 'language done', 'language done', 'finish done'])
  expect(fleet.providers.calls.transcribe).toHaveLength(1)
  expect(fleet.job()).toMatchObject({ status: 'complete', code: null, message: 'done', duration: 4 })
  const manifest = manifestSchema.parse(fleet.json('manifest.json'))
  const local = await dubbedLocally(fleet, request)
  expect(manifest).toEqual(local.manifest)
  expect(publishedIn(fleet)).toEqual(local.files)
  expect(fleet.objects.uploads.at(-1)).toMatch(/\/manifest-[0-9a-f]{12}\.json$/)
  expect(new Set(fleet.objects.uploads).size).toBe(fleet.objects.uploads.length)
  for (const { path, bytes, checksum, language } of fleet.fleet.published) {
    const object = fleet.objects.kept.get(path)
    expect(object?.bytes.length).toBe(bytes)
    expect(checksum).toBe(digestOf(object?.bytes ?? Buffer.of()))
    expect(language).toBe(/\/(es|fr)\//.exec(path)?.[1] ?? null)
  }
})

test('a video’s file of all languages is made when all are there', async () => {
  await using fleet = await openFleet({ videoCodec: 'h264' })
  const source = { ...fleet.source, name: 'Größe 1.mp4' }
  const request = fleet.submit({ multitrack: true, source })
  await fleet.drain()
  const manifest = manifestSchema.parse(fleet.json('manifest.json'))
  expect(manifest).toEqual((await dubbedLocally(fleet, request)).manifest)
  expect(manifest.artifacts).toMatchObject([{ type: 'video_multitrack', path: 'Größe 1-multitrack.mp4' }])
  expect(fleet.objects.uploads.filter((key) => key.includes('/video_multitrack-'))).toHaveLength(1)
  expect(fleet.objects.uploads.filter((key) => !OWN_WORDS.test(key.slice(prefix.length)))).toEqual([])
})

test('a person’s own wordings are spoken, and stand in the delivered script', async () => {
  await using fleet = await openFleet()
  const edits = { es: { 2: { source: 'three four.', text: 'tres y cuatro' }, 9: { source: 'gone', text: 'ido' } } }
  const request = fleet.submit({ edits })
  await fleet.drain()
  expect(fleet.providers.calls.speak.map(({ text }) => text)).toContain('tres y cuatro')
  const script = fleet.json('es/script.json') as { lines: { text: string }[] } | undefined
  expect(script?.lines[1]).toMatchObject({ text: 'tres y cuatro', translated: 'three four.-es' })
  const folder = fleet.home.at('talk.dub')
  await layScripts(request, folder) // As a person's folder holds them.
  expect(fleet.json('manifest.json')).toEqual((await dubbedLocally(fleet, request)).manifest)
})

test('a language that fails for good leaves the others whole, and stands in the manifest as in a local one', async () => {
  await using fleet = await openFleet()
  const speak = fleet.providers.does.speak
  fleet.providers.does.speak = async (line, options) => {
    if (line.language === 'es' && line.text.startsWith('five')) throw new Failure('vendor', 'Refused.')
    return speak(line, options)
  }
  const request = fleet.submit()
  await fleet.drain()
  expect(fleet.settledAs).toEqual(['prepare done', 'language dead', 'language done', 'finish done'])
  expect(fleet.task('es')).toMatchObject({ status: 'error', code: 'vendor' })
  expect(fleet.task('es').message).toContain('Refused.')
  expect(fleet.task('fr')).toMatchObject({ status: 'complete', code: null })
  expect(fleet.job()).toMatchObject({ status: 'complete', code: 'partial', message: 'failed: es' })
  const local = await dubbedLocally(fleet, request)
  expect(fleet.json('manifest.json')).toEqual(local.manifest)
  expect(publishedIn(fleet)).toEqual(local.files)
})

test('where all languages fail the job has failed, with a manifest that says why', async () => {
  await using fleet = await openFleet()
  fleet.providers.does.speak = async () => {
    throw new Failure('vendor', 'Refused.')
  }
  const request = fleet.submit()
  await fleet.drain()
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'vendor' })
  expect(fleet.json('manifest.json')).toEqual((await dubbedLocally(fleet, request)).manifest)
})

test('a recording that cannot be dubbed fails all languages with the reason, and asks nobody twice', async () => {
  await using fleet = await openFleet()
  fleet.providers.does.transcribe = async () => ({ language: 'en', words: [] })
  fleet.submit()
  await fleet.drain()
  expect(fleet.settledAs).toEqual(['prepare dead', 'finish done'])
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'input' })
  expect(fleet.task('es')).toMatchObject({ status: 'error', code: 'input', message: fleet.job().message })
  expect(fleet.json('manifest.json')).toBeUndefined()
})

test('no log holds a word of what is said', async () => {
  await using fleet = await openFleet()
  fleet.submit()
  await fleet.drain()
  expect(fleet.log.map(({ event }) => event)).toContain('job-ended')
  expect(JSON.stringify(fleet.log)).not.toMatch(/three|seven|talk/)
})
