import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { workOn } from '../../src/jobs/work-on.ts'
import { openShop } from './open-shop.ts'

type Desk = Awaited<ReturnType<typeof openShop>>
type Until = 'transcribe' | 'translate' | undefined

async function run(shop: Desk, until: Until, part: Parameters<Desk['submit']>[0] = {}) {
  const job = await shop.submit(part)
  const control = { ...shop.control, limits: { ...shop.control.limits, until } }
  return { job, handed: await workOn(job, shop.shop, control) }
}

const asked = ({ fakes }: Desk) => {
  const { transcribe, translate, speak } = fakes.calls
  const counts = [transcribe.length, translate.length, speak.length]
  for (const list of [transcribe, translate, speak]) list.length = 0
  return counts
}

describe('a job that stops for a person to look it over', () => {
  test('after the transcript delivers that, without a manifest, and has not ended', async () => {
    await using shop = await openShop()
    const { job, handed } = await run(shop, 'transcribe', { languages: ['es', 'fr'] })
    expect(handed).toEqual({ manifest: null, path: shop.folder, failures: [] })
    expect((await readdir(shop.folder)).toSorted()).toEqual(['talk.en.srt', 'talk.en.vtt', 'transcript.json'])
    expect(asked(shop)).toEqual([1, 0, 0])
    expect(await shop.jobs.find(job.id)).toMatchObject({ status: 'pending', message: 'for review', held: false })
    expect(shop.events.at(-1)).toMatchObject({ event: 'job-finished', status: 'reviewable', manifest: null })
  })

  test('after the translation delivers a script for each language', async () => {
    await using shop = await openShop()
    const { handed } = await run(shop, 'translate', { languages: ['es', 'fr'] })
    expect(handed.manifest).toBeNull()
    const files = await readdir(shop.folder, { recursive: true })
    expect(files.filter((file) => file.endsWith('.json')).toSorted()).toEqual([
      'es/script.json',
      'fr/script.json',
      'transcript.json',
    ])
    expect(JSON.parse(await readFile(join(shop.folder, 'es/script.json'), 'utf8')).lines[2]).toMatchObject({
      text: 'five six.-es',
    })
    expect(asked(shop)).toEqual([1, 2, 0])
  })

  test('goes on afterwards where it stopped, and speaks what the person edited', async () => {
    await using shop = await openShop()
    const { job } = await run(shop, 'transcribe')
    expect((await run(shop, 'translate')).job.id).toBe(job.id)
    expect(asked(shop)).toEqual([1, 1, 0])
    const path = join(shop.folder, 'es/script.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"text": "five six.-es"', '"text": "cinco y seis"'))
    const { job: same, handed } = await run(shop, undefined)
    expect(same.id).toBe(job.id)
    expect(handed.manifest?.status).toBe('complete')
    expect(shop.fakes.calls.speak.map(({ text }) => text)).toEqual([
      'one two.-es',
      'three four.-es',
      'cinco y seis',
      'seven eight.-es',
    ])
    expect(asked(shop)).toEqual([0, 0, 4])
    expect(JSON.parse(await readFile(path, 'utf8')).lines[2]).toMatchObject({ text: 'cinco y seis' })
    expect(await shop.jobs.find(job.id)).toMatchObject({ status: 'complete' })
  })

  test('looked over twice keeps the edits of the first time', async () => {
    await using shop = await openShop()
    await run(shop, 'translate')
    const path = join(shop.folder, 'es/script.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"text": "one two.-es"', '"text": "uno, dos"'))
    await run(shop, 'translate')
    expect(JSON.parse(await readFile(path, 'utf8')).lines[0]).toMatchObject({ text: 'uno, dos' })
  })

  test('keeps edits of lines that are no more beside the script that it writes', async () => {
    await using shop = await openShop()
    await run(shop, 'translate')
    const path = join(shop.folder, 'es/script.json')
    const spoiled = (await readFile(path, 'utf8')).replace('"source": "five six."', '"source": "five sicks."')
    await writeFile(path, spoiled.replace('"text": "five six.-es"', '"text": "cinco enfermos"'))
    await run(shop, 'translate')
    const kept = (await readdir(join(shop.folder, 'es'))).find((name) => name.startsWith('script.left-out-'))
    expect(kept).toBeDefined()
    expect(await readFile(join(shop.folder, 'es', kept!), 'utf8')).toContain('cinco enfermos')
  })

  test('where one language cannot be translated has the other to look at, and says which code', async () => {
    await using shop = await openShop()
    const { translate } = shop.fakes.does
    shop.fakes.does.translate = (text, options) =>
      text.to === 'fr' ? Promise.reject(new Failure('vendor', 'busy')) : translate(text, options)
    const { handed } = await run(shop, 'translate', { languages: ['es', 'fr'] })
    expect(handed.failures).toEqual(['vendor'])
    expect(await readdir(shop.folder)).toContain('es')
    expect(await readdir(shop.folder)).not.toContain('fr')
    expect(shop.events.at(-1)).toMatchObject({ event: 'job-finished', status: 'error', manifest: null })
  })

  test('tells what is odd about the recording before it stops', async () => {
    await using shop = await openShop()
    const { transcribe } = shop.fakes.does
    shop.fakes.does.transcribe = async (speech, options) => {
      return { ...(await transcribe(speech, options)), unsure: [{ start: 1, end: 3 }] }
    }
    await run(shop, 'transcribe')
    const message = expect.stringContaining('between 1.0 s and 3.0 s was not understood')
    expect(shop.events).toContainEqual({ event: 'warning', language: null, message })
  })
})
