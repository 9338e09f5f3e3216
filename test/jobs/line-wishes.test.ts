import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Script, ScriptLine } from '../../src/dub/script.ts'
import { Failure } from '../../src/failure.ts'
import { estimateJob } from '../../src/jobs/estimate-job.ts'
import { workOn } from '../../src/jobs/work-on.ts'
import type { Media } from '../../src/ports/media.ts'
import { writeWav } from '../../src/sound/wav.ts'
import { openShop } from './open-shop.ts'

type Desk = Awaited<ReturnType<typeof openShop>>

/** Runs the job; what was spoken by it, as text, voice and take, and its language in the manifest. */
async function run({ fakes, submit, shop, control }: Desk) {
  fakes.calls.speak.length = 0
  const { manifest } = await workOn(await submit(), shop, control)
  const spoken = fakes.calls.speak.map(({ text, voice, take }) => [text, voice, take])
  return { spoken, dub: manifest?.languages[0] }
}

async function scriptOf({ folder }: Desk): Promise<Script> {
  return JSON.parse(await readFile(join(folder, 'es/script.json'), 'utf8'))
}

async function change(shop: Desk, line: number, wishes: Partial<ScriptLine>): Promise<void> {
  const script = await scriptOf(shop)
  const lines = script.lines.map((each) => (each.id === line ? { ...each, ...wishes } : each))
  await writeFile(join(shop.folder, 'es/script.json'), JSON.stringify({ ...script, lines }))
}

/** A recording of a line is so many seconds of a tone; the talk itself lasts four. */
const recorded = (seconds: number): Media['listen'] => {
  return async (_track, { path, sampleRate }) => {
    const isLine = sampleRate === 48_000
    const sound = new Float32Array(48_000 * seconds).map((_, at) => Math.sin(at / 20) / 2)
    await writeFile(path, isLine ? writeWav(sound, sampleRate) : 'speech')
    return { samples: (isLine ? seconds : 4) * sampleRate, sampleRate }
  }
}

async function record(shop: Desk, name: string, bytes = 'my voice'): Promise<void> {
  await mkdir(join(shop.folder, 'es/lines'), { recursive: true })
  await writeFile(join(shop.folder, 'es/lines', name), bytes)
}

describe('a line of script.json may have', () => {
  test('a voice and a take of its own: it alone is spoken anew, and keeps them', async () => {
    await using shop = await openShop()
    await run(shop)
    await change(shop, 2, { voice: 'es-2' })
    expect((await run(shop)).spoken).toEqual([['three four.-es', 'es-2', 1]])
    await change(shop, 3, { take: 2 })
    expect((await run(shop)).spoken).toEqual([['five six.-es', 'es', 2]])
    expect((await run(shop)).spoken).toEqual([])
    const { lines } = await scriptOf(shop)
    expect(lines.map(({ voice, take }) => [voice, take])).toEqual(
      [[], ['es-2'], [undefined, 2], []].map((each) => [each[0], each[1]]),
    )
  })

  test('them beside new words, and they go when they are taken out', async () => {
    await using shop = await openShop()
    await run(shop)
    await change(shop, 1, { text: 'uno', voice: 'es-2', take: 3 })
    expect((await run(shop)).spoken).toEqual([['uno', 'es-2', 3]])
    await change(shop, 1, { voice: undefined, take: undefined })
    expect((await run(shop)).spoken).toEqual([['uno', 'es', 1]])
    expect((await scriptOf(shop)).lines[0]).toEqual(expect.not.objectContaining({ voice: 'es-2' }))
  })

  test('an approval, which keeps its wording when the translator would word it otherwise', async () => {
    await using shop = await openShop()
    await run(shop)
    await change(shop, 4, { approved: true })
    expect((await run(shop)).spoken).toEqual([])
    expect((await scriptOf(shop)).lines[3]).toMatchObject({ text: 'seven eight.-es', approved: true })
    const { translate } = shop.fakes.does
    shop.fakes.does.translate = async (text, options) => {
      const { texts, units } = await translate(text, options)
      return { texts: texts.map((each) => `${each}!`), units }
    }
    const { manifest } = await workOn(await shop.submit({ context: 'bees' }), shop.shop, shop.control)
    expect(manifest?.status).toBe('complete')
    const [, , third, fourth] = (await scriptOf(shop)).lines
    expect(third).toMatchObject({ text: 'five six.-es!' })
    expect(fourth).toMatchObject({ text: 'seven eight.-es', translated: 'seven eight.-es!', approved: true })
  })

  test('a voice that is not there is told with the line and those that are, before anything is asked', async () => {
    await using shop = await openShop()
    await run(shop)
    await change(shop, 2, { voice: 'nobody' })
    shop.fakes.calls.speak.length = 0
    await expect(shop.submit()).rejects.toMatchObject({
      code: 'input',
      message: 'Line 2 of es/script.json: fake has no voice "nobody" for es.',
      hint: 'It has es, es-2.',
    })
    expect(shop.fakes.calls.speak).toEqual([])
  })
})

describe('a recording of a line', () => {
  test('is heard instead of the voice, at its own length, and is not paid', async () => {
    await using shop = await openShop()
    shop.media.does.listen = recorded(1.1)
    await run(shop)
    await record(shop, '0003.wav')
    const job = await shop.submit()
    expect((await estimateJob(job.request, shop.shop, shop.control)).calls).toMatchObject([
      { stage: 'transcribe' },
      { stage: 'translate' },
      { stage: 'speak', made: 0, recalled: 3 },
    ])
    const { spoken, dub } = await run(shop)
    expect(spoken).toEqual([])
    expect(dub).toMatchObject({ own_recordings: [3], usage: { calls: { made: 0, recalled: 5 } } })
    // The next line begins a second later: what is longer is played faster.
    expect(dub?.sync?.rate.max).toBeGreaterThan(1)
  })

  test('that is changed is heard as it is now; one that is gone gives its line back to the voice', async () => {
    await using shop = await openShop()
    const decoded: string[] = []
    shop.media.does.listen = async (track, file, options) => {
      if (file.sampleRate === 48_000) decoded.push(await readFile(track.path, 'utf8'))
      return recorded(0.5)(track, file, options)
    }
    await run(shop)
    await record(shop, '3.flac', 'first')
    await run(shop)
    await run(shop)
    await record(shop, '3.flac', 'second')
    await run(shop)
    expect(decoded).toEqual(['first', 'second'])
    await rm(join(shop.folder, 'es/lines/3.flac'))
    const { spoken, dub } = await run(shop)
    expect(spoken).toEqual([])
    expect(dub).not.toHaveProperty('own_recordings')
  })

  test('of every line leaves nobody to be asked to speak', async () => {
    await using shop = await openShop()
    shop.media.does.listen = recorded(0.5)
    for (const line of [1, 2, 3, 4]) await record(shop, `000${line}.wav`, `voice ${line}`)
    const { spoken, dub } = await run(shop)
    expect(spoken).toEqual([])
    expect(dub).toMatchObject({ status: 'complete', own_recordings: [1, 2, 3, 4], usage: { tts_characters: 0 } })
  })

  test('that is broken or silent is named, and nobody is asked', async () => {
    await using shop = await openShop()
    await record(shop, '0002.wav')
    const { probe } = shop.media.does
    shop.media.does.probe = async (path, options) => {
      if (path.endsWith('0002.wav')) throw new Failure('input', 'It has no audio.', { hint: 'Check it.' })
      return probe(path, options)
    }
    const named = 'The recording "es/lines/0002.wav" cannot be used.'
    await expect(run(shop)).rejects.toMatchObject({ code: 'input', message: `${named} It has no audio.` })
    shop.media.does.probe = probe
    shop.media.does.listen = async (track, file, options) => {
      const listened = await recorded(1)(track, file, options)
      const wav = await readFile(file.path)
      await writeFile(file.path, wav.fill(0, 44))
      return listened
    }
    await expect(run(shop)).rejects.toMatchObject({ code: 'input', message: `${named} Nothing is heard in it.` })
    const long = await probe('talk', { signal: shop.cut.signal })
    shop.media.does.probe = async (path) => ({ ...long, duration: path.endsWith('.wav') ? 1000 : long.duration })
    await expect(run(shop)).rejects.toMatchObject({ message: expect.stringContaining('It lasts 1000 s') })
    const { transcribe, translate, speak } = shop.fakes.calls
    expect([transcribe, translate, speak]).toEqual([[], [], []])
    expect(
      (await readdir(shop.home.path, { recursive: true })).filter((name) => name.endsWith('recording.wav')),
    ).toEqual([])
  })

  test('that is there twice, or empty, is told', async () => {
    await using shop = await openShop()
    await record(shop, '0002.wav')
    await record(shop, '2.mp3')
    await expect(shop.submit()).rejects.toMatchObject({ message: expect.stringContaining('0002.wav and 2.mp3') })
    await rm(join(shop.folder, 'es/lines/2.mp3'))
    await record(shop, '0002.wav', '')
    await expect(shop.submit()).rejects.toMatchObject({ message: expect.stringContaining('is empty') })
  })

  test('of a line that is not there is said; other files are left alone', async () => {
    await using shop = await openShop()
    shop.media.does.listen = recorded(0.5)
    await record(shop, '0009.wav')
    await record(shop, 'notes.txt')
    const { spoken, dub } = await run(shop)
    expect(spoken).toHaveLength(4)
    expect(dub?.warnings).toContain('Recordings in es/lines of lines that are not there: 9.')
    expect(dub).not.toHaveProperty('own_recordings')
  })
})

describe('script.srt', () => {
  const path = (shop: Desk) => join(shop.folder, 'es/script.srt')
  const forReview = async ({ submit, shop, control }: Desk) =>
    workOn(await submit(), shop, { ...control, limits: { ...control.limits, until: 'translate' } })

  test('is left for review beside script.json, with the ids and times of the lines; its edits are spoken', async () => {
    await using shop = await openShop()
    await forReview(shop)
    const srt = await readFile(path(shop), 'utf8')
    expect(srt).toContain('3\n00:00:02,000 --> 00:00:02,600\nfive six.-es\n')
    await writeFile(path(shop), srt.replace('five six.-es', 'cinco y seis'))
    const { spoken, dub } = await run(shop)
    expect(spoken.map(([text]) => text)).toEqual(['one two.-es', 'three four.-es', 'cinco y seis', 'seven eight.-es'])
    expect(dub?.artifacts.map(({ path: name }) => name)).toContain('es/script.srt')
    expect(await readFile(path(shop), 'utf8')).toContain('cinco y seis')
    expect((await scriptOf(shop)).lines[2]).toMatchObject({ text: 'cinco y seis', translated: 'five six.-es' })
    expect((await run(shop)).spoken).toEqual([])
  })

  test('follows what is edited in script.json, and both may be edited in turn', async () => {
    await using shop = await openShop()
    await forReview(shop)
    await change(shop, 1, { text: 'primero' })
    expect((await run(shop)).spoken[0]).toEqual(['primero', 'es', 1])
    const srt = await readFile(path(shop), 'utf8')
    expect(srt).toContain('primero')
    await writeFile(path(shop), srt.replace('primero', 'segundo'))
    expect((await run(shop)).spoken).toEqual([['segundo', 'es', 1]])
    await change(shop, 1, { text: 'one two.-es' })
    expect((await run(shop)).spoken).toEqual([['one two.-es', 'es', 1]])
    expect(await readFile(path(shop), 'utf8')).toContain('one two.-es')
  })

  test('is not made by a dub, which nobody wants to look over', async () => {
    await using shop = await openShop()
    const { dub } = await run(shop)
    expect(await readdir(join(shop.folder, 'es'))).not.toContain('script.srt')
    expect(dub?.artifacts.filter(({ type }) => type === 'script')).toHaveLength(1)
  })

  test('that is edited while it runs is left alone', async () => {
    await using shop = await openShop()
    await forReview(shop)
    const { speak } = shop.fakes.does
    shop.fakes.does.speak = async (line, options) => {
      await writeFile(path(shop), (await readFile(path(shop), 'utf8')).replace('one two.-es', 'tarde'))
      return speak(line, options)
    }
    const { dub } = await run(shop)
    expect(dub?.warnings).toContainEqual(expect.stringContaining('edited while this ran'))
    expect(await readFile(path(shop), 'utf8')).toContain('tarde')
    expect((await run(shop)).spoken).toEqual([['tarde', 'es', 1]])
  })
})
