import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Manifest, manifestSchema } from '../../src/dub/manifest.ts'
import { type Script, scriptSchema } from '../../src/dub/script.ts'
import { parseSubtitles } from '../../src/timing/subtitles.ts'
import { type Ended, MUSIC, newPerson, type Person, TALK } from '../rig/cli.ts'
import { decoded, ffmpeg, metered } from '../rig/ffmpeg.ts'
import { onset } from '../rig/onset.ts'

/** The talk into Spanish with music, and what a person does next with it. The order is the story's. */
describe('the talk, dubbed', () => {
  let person: Person
  let first: Ended
  let manifest: Manifest
  const dub = (...more: string[]) => person.ytdub('dub', TALK, '--out', 'dubs', '--background', MUSIC, ...more)
  const file = (...names: string[]) => person.path('dubs', 'talk.dub', ...names)
  const readManifest = async () => manifestSchema.parse(JSON.parse(await readFile(file('manifest.json'), 'utf8')))
  const readScript = async (): Promise<Script> =>
    scriptSchema.parse(JSON.parse(await readFile(file('es', 'script.json'), 'utf8')))

  beforeAll(async () => {
    person = await newPerson()
    first = await dub('--lang', 'es')
    manifest = await readManifest()
  })
  afterAll(() => person[Symbol.asyncDispose]())

  test('succeeds, says that it is a draft, and shows a summary', () => {
    expect(first).toMatchObject({ code: 0 })
    expect(first.err).toContain('Draft quality')
    expect(first.out).toMatch(/es +5 +0:34/)
    expect(first.out).toContain('LUFS')
    expect(first.out).toContain(join('dubs', 'talk.dub'))
  })

  test('delivers exactly the promised files', async () => {
    expect((await readdir(file())).sort()).toEqual([
      'es',
      'manifest.json',
      'report.html',
      'talk.en.srt',
      'talk.en.vtt',
      'transcript.json',
    ])
    expect((await readdir(file('es'))).sort()).toEqual([
      'script.json',
      'talk-es-full_mix.m4a',
      'talk-es-voice_only.m4a',
      'talk-es.srt',
      'talk-es.vtt',
    ])
    expect(await readdir(person.path('dubs'))).toEqual(['talk.dub'])
  })

  test('the manifest tells of every file', async () => {
    expect(manifest).toMatchObject({
      status: 'complete',
      engine: { name: 'offline' },
      source: { file: 'talk.mp3', language: 'en' },
    })
    const [spanish] = manifest.languages
    expect(spanish?.artifacts.map(({ type }) => type)).toEqual([
      'full_mix',
      'voice_only',
      'captions_srt',
      'captions_vtt',
      'script',
    ])
    for (const { path, bytes } of spanish?.artifacts ?? []) expect((await stat(file(path))).size).toBe(bytes)
    expect(spanish?.usage.calls).toEqual({ made: (spanish?.lines ?? 0) + 2, recalled: 0, failed: 0 })
    expect(spanish?.warnings.join()).toContain('music.mp3')
  })

  test('audio is as long as the source, to the sample', () => {
    const length = decoded(TALK, 48_000).length
    for (const name of ['full_mix', 'voice_only']) {
      expect(Math.abs(decoded(file('es', `talk-es-${name}.m4a`)).length - length)).toBeLessThanOrEqual(1)
    }
  })

  test('audio is at −14 LUFS, its true peak under −1 dBTP', () => {
    for (const name of ['full_mix', 'voice_only']) {
      const { integrated, peak } = metered(file('es', `talk-es-${name}.m4a`))
      expect(Math.abs(integrated + 14)).toBeLessThanOrEqual(1)
      expect(peak).toBeLessThanOrEqual(-1)
    }
  })

  test('a voice is heard at every line, and nowhere else', async () => {
    const samples = decoded(file('es', 'talk-es-voice_only.m4a'))
    const captions = parseSubtitles(await readFile(file('es', 'talk-es.srt'), 'utf8'))
    const { lines } = await readScript()
    for (const { start } of lines) expect(level(samples, start, start + 0.5)).toBeGreaterThan(-35)
    for (const { start, end } of captions) expect(level(samples, start, end)).toBeGreaterThan(-30)
    expect(level(samples, 0, 0.7)).toBeLessThan(-60)
    expect(captions.length).toBeGreaterThanOrEqual(lines.length)
  })

  test('each line is heard within 20 ms of where it was placed', async () => {
    const samples = decoded(file('es', 'talk-es-voice_only.m4a'))
    const page = await readFile(file('report.html'), 'utf8')
    const data = JSON.parse(/<script type="application\/json" id="dub">(.*?)<\/script>/s.exec(page)?.[1] ?? '')
    // Of each line: id, start and end in the source, speaker, and its start in the dub.
    const starts = data.languages[0].lines.map((line: readonly number[]) => line[4])
    expect(starts).toHaveLength(manifest.languages[0]?.lines ?? 0)
    for (const start of starts) expect(Math.abs(onset(samples, start * 48_000) / 48_000 - start)).toBeLessThan(0.02)
  })

  test('the music is there in pauses, and lowered under the voice', () => {
    const mix = decoded(file('es', 'talk-es-full_mix.m4a'))
    const voice = decoded(file('es', 'talk-es-voice_only.m4a'))
    expect(level(mix, 19.5, 21.5)).toBeGreaterThan(-40)
    expect(level(voice, 19.5, 21.5)).toBeLessThan(-60)
    expect(mix.length).toBe(voice.length)
  })

  test('captions are read by ffmpeg', () => {
    for (const name of ['talk.en.srt', 'talk.en.vtt', 'es/talk-es.srt', 'es/talk-es.vtt']) {
      expect(ffmpeg('-v', 'error', '-i', file(name), '-f', 'webvtt', '-')).toBe('')
    }
  })

  test('a second run asks nobody anything and changes no audio', async () => {
    const before = await stat(file('es', 'talk-es-full_mix.m4a'))
    expect(await dub('--lang', 'es')).toMatchObject({ code: 0 })
    const [spanish] = (await readManifest()).languages
    expect(spanish?.usage.calls.made).toBe(0)
    expect(spanish?.usage.calls.recalled).toBe(manifest.languages[0]?.usage.calls.made)
    expect((await stat(file('es', 'talk-es-full_mix.m4a'))).mtimeMs).toBe(before.mtimeMs)
  })

  test('one more language asks only for that language', async () => {
    expect(await dub('--lang', 'es,ca')).toMatchObject({ code: 0 })
    const [spanish, catalan] = (await readManifest()).languages
    expect(spanish?.usage.calls.made).toBe(0)
    expect(catalan?.usage.calls).toEqual({ made: (catalan?.lines ?? 0) + 1, recalled: 0, failed: 0 })
  })

  test('an edited line is spoken anew, alone, and stays edited', async () => {
    const script = await readScript()
    const edited = script.lines.map((line) => (line.id === 3 ? { ...line, text: 'No era un joven malo.' } : line))
    await writeFile(file('es', 'script.json'), JSON.stringify({ ...script, lines: edited }))
    expect(await dub('--lang', 'es')).toMatchObject({ code: 0 })
    expect((await readManifest()).languages[0]?.usage).toMatchObject({ calls: { made: 1 }, tts_characters: 21 })
    expect((await readScript()).lines[2]?.text).toBe('No era un joven malo.')
    expect(await readFile(file('es', 'talk-es.srt'), 'utf8')).toContain('No era un joven malo.')
    await dub('--lang', 'es')
    expect((await readManifest()).languages[0]?.usage.calls.made).toBe(0)
  })

  test('jobs tells what was done, and why each step was or was not', async () => {
    const { jobs } = JSON.parse((await person.ytdub('jobs', '--json')).out)
    expect(jobs.map(({ state }: { state: string }) => state)).toEqual(['complete', 'complete'])
    const table = await person.ytdub('jobs')
    expect(table.out).toContain('talk.mp3')
    const both = jobs.find(({ languages }: { languages: unknown[] }) => languages.length === 2)
    const shown = await person.ytdub('jobs', 'show', both.id, '--why')
    expect(shown.out).toMatch(/translate +ca +1 +made +[0-9a-f]{12} +to,/)
    expect(shown.out).toMatch(/transcribe +recalled/)
    const one = jobs.find(({ languages }: { languages: unknown[] }) => languages.length === 1)
    const { steps } = JSON.parse((await person.ytdub('jobs', 'show', one.id, '--why', '--json')).out)
    expect(steps.every(({ outcome }: { outcome: string }) => outcome === 'recalled')).toBe(true)
  })

  test('--youtube adds what is uploaded, checked, and the steps; nobody is asked again', async () => {
    expect(await dub('--lang', 'es', '--youtube')).toMatchObject({ code: 0 })
    const { languages, artifacts } = await readManifest()
    expect(languages[0]?.usage.calls.made).toBe(0)
    expect(artifacts.map(({ type, path }) => [type, path])).toEqual([['upload_guide', 'UPLOAD.md']])
    const guide = await readFile(file('UPLOAD.md'), 'utf8')
    for (const name of ['talk-es.m4a', 'talk-es.srt']) {
      expect(guide).toContain(`\`es/youtube/${name}\``)
      expect((await stat(file('es', 'youtube', name))).size).toBeGreaterThan(100)
    }
    expect(decoded(file('es', 'youtube', 'talk-es.m4a')).length).toBe(Math.round(manifest.source.duration * 48_000))
  })

  test('files of an earlier run that are not of this dub are named', async () => {
    const { err } = await dub('--lang', 'es')
    const [spanish] = (await readManifest()).languages
    const told =
      'Left from an earlier run, and not of this dub: UPLOAD.md, es/youtube/talk-es.m4a, es/youtube/talk-es.srt.'
    expect(spanish?.warnings.join()).toContain(told)
    expect(err).toContain('Left from an earlier run')
  })

  test('with --json every line is an event, the last one the result, and no word of what is said', async () => {
    const { out, err, code } = await dub('--lang', 'es', '--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(events.at(-1)).toEqual({
      event: 'job-finished',
      job: manifest.job,
      status: 'complete',
      manifest: file('manifest.json'),
    })
    for (const { source, text } of (await readScript()).lines) {
      expect(out).not.toContain(source)
      expect(out).not.toContain(text)
    }
  })
})

/** Root mean square of a stretch, dBFS. */
function level(samples: Float32Array, start: number, end: number): number {
  const part = samples.subarray(Math.round(start * 48_000), Math.round(end * 48_000))
  const power = part.reduce((sum, sample) => sum + sample * sample, 0) / part.length
  return 10 * Math.log10(power + 1e-12)
}
