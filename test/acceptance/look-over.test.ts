import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Manifest, manifestSchema } from '../../src/dub/manifest.ts'
import { type Script, scriptSchema } from '../../src/dub/script.ts'
import { toScriptSrt } from '../../src/timing/script-srt.ts'
import { newPerson, type Person, TALK } from '../rig/cli.ts'
import { cut, decoded, ffmpeg } from '../rig/ffmpeg.ts'

const DUB = ['dub', 'short.wav', '--lang', 'es', '--from', 'en', '--transcript', 'short.srt']

/** A person looks a translation over, and has it their way, line by line. The order is the story's. */
describe('what is looked over', () => {
  let person: Person
  beforeAll(async () => {
    person = await newPerson()
    cut(TALK, person.path('short.wav'), 8.9, 7)
    // So that nobody has to hear it, which takes the longest of all.
    await writeFile(
      person.path('short.srt'),
      `${cue(1, 0.2, 3, 'This is my house.')}\n${cue(2, 3.5, 6, 'You are welcome.')}`,
    )
  })
  afterAll(() => person[Symbol.asyncDispose]())

  const file = (...names: string[]) => person.path('short.dub', ...names)
  const dub = (...more: string[]) => person.ytdub(...DUB, ...more)
  const read = (...names: string[]) => readFile(file(...names), 'utf8')
  const script = async (): Promise<Script> => scriptSchema.parse(JSON.parse(await read('es', 'script.json')))
  const spanish = async () =>
    manifestSchema.parse(JSON.parse(await read('manifest.json'))).languages[0] as Manifest['languages'][number]

  test('--until translate leaves the script as JSON and as SubRip, and the words of either are spoken', async () => {
    expect(await dub('--until', 'translate')).toMatchObject({ code: 0 })
    const { lines } = await script()
    expect(lines).toHaveLength(2)
    const srt = await read('es', 'script.srt')
    for (const { text } of lines) expect(srt).toContain(text)
    await writeFile(file('es', 'script.srt'), srt.replace(lines[0]!.text, 'Esto lo he escrito yo.'))
    const rest = await script()
    const edited = lines.map((line) => (line.id === 2 ? { ...line, text: 'Y esto también.' } : line))
    await writeFile(file('es', 'script.json'), JSON.stringify({ ...rest, lines: edited }))
    expect(await dub()).toMatchObject({ code: 0 })
    const captions = (await read('es', 'short-es.srt')).replaceAll('\n', ' ')
    expect(captions).toContain('Esto lo he escrito yo.')
    expect(captions).toContain('Y esto también.')
    expect(await read('es', 'script.srt')).toContain('Y esto también.')
  })

  test('a voice and a take for one line have that line spoken anew', async () => {
    const { lines, ...rest } = await script()
    const wished = lines.map((line) => (line.id === 1 ? { ...line, take: 2, voice: 'es+f2' } : line))
    await writeFile(file('es', 'script.json'), JSON.stringify({ ...rest, lines: wished }))
    expect(await dub()).toMatchObject({ code: 0 })
    expect((await spanish()).usage.calls.made).toBe(1)
    expect((await script()).lines[0]).toMatchObject({ take: 2, voice: 'es+f2' })
    await writeFile(
      file('es', 'script.json'),
      JSON.stringify({ ...rest, lines: lines.map((line) => ({ ...line, voice: 'celeste' })) }),
    )
    const { code, err } = await dub()
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('Line 1 of es/script.json') })
    expect(err).toContain('has no voice "celeste" for es')
    await writeFile(file('es', 'script.json'), JSON.stringify({ ...rest, lines: wished }))
  })

  test('a recording of one’s own is heard at its line', async () => {
    const before = decoded(file('es', 'short-es-voice_only.m4a'))
    const { start } = (await script()).lines[0]!
    await mkdir(file('es', 'lines'))
    const whistle = ['-f', 'lavfi', '-i', 'sine=frequency=3000:duration=1', '-af', 'adelay=300,apad=pad_dur=0.5']
    ffmpeg('-v', 'error', ...whistle, file('es', 'lines', '0001.mp3'))
    expect(await dub()).toMatchObject({ code: 0 })
    expect(await spanish()).toMatchObject({ own_recordings: [1], usage: { calls: { made: 0 } } })
    const after = decoded(file('es', 'short-es-voice_only.m4a'))
    expect(after.length).toBe(before.length)
    expect(whistled(after, start + 0.2)).toBeGreaterThan(20 * whistled(before, start + 0.2))
  })

  test('a broken recording is named, and nothing is asked', async () => {
    await writeFile(file('es', 'lines', '0002.wav'), 'RIFF, but no more')
    const { code, err } = await dub()
    expect({ code, err }).toEqual({ code: 3, err: expect.stringContaining('es/lines/0002.wav') })
  })

  test('cues that were numbered anew are refused, by number', async () => {
    const srt = await read('es', 'script.srt')
    await writeFile(file('es', 'script.srt'), srt.replace(/^1\n/, '2\n'))
    const { code, err } = await dub()
    expect({ code, err }).toEqual({ code: 3, err: expect.stringMatching(/Cue 2 .*is not at its line|two cues 2/) })
  })
})

test('a transcript and a translation of one’s own are dubbed without anybody who hears or translates', async () => {
  await using person = await newPerson()
  cut(TALK, person.path('short.wav'), 8.9, 4)
  await writeFile(person.path('talk.srt'), cue(1, 0.2, 3, 'This is what I say.'))
  await writeFile(person.path('talk.es.srt'), cue(1, 0.2, 3, 'Esto es lo que digo.'))
  const given = ['--transcript', 'talk.srt', '--script', 'es=talk.es.srt']
  const asked = await person.ytdub('dub', 'short.wav', '--lang', 'es', ...given)
  expect({ code: asked.code, err: asked.err }).toEqual({ code: 2, err: expect.stringContaining('--from en') })
  const dub = ['dub', 'short.wav', '--lang', 'es', '--from', 'en', ...given]
  const estimate = JSON.parse((await person.ytdub(...dub, '--dry-run', '--json')).out)
  expect(estimate.calls.map(({ stage, made }: { stage: string; made: number }) => [stage, made])).toEqual([
    ['speak', 1],
  ])
  expect(await person.ytdub(...dub)).toMatchObject({ code: 0 })
  const manifest = manifestSchema.parse(JSON.parse(await readFile(person.path('short.dub', 'manifest.json'), 'utf8')))
  expect(manifest).toMatchObject({
    source: { language: 'en' },
    engine: { transcriber: { id: 'file' }, translator: { id: 'file' }, synthesizer: { id: 'espeak-ng' } },
    languages: [{ lines: 1, usage: { calls: { made: 1 }, stt_seconds: 0, llm_input_tokens: 0 } }],
  })
  expect(await readFile(person.path('short.dub', 'es', 'short-es.srt'), 'utf8')).toContain('Esto es lo que digo.')
  expect(await readFile(person.path('short.dub', 'short.en.srt'), 'utf8')).toContain('This is what I say.')
})

function cue(id: number, start: number, end: number, text: string): string {
  return toScriptSrt([{ id, start, end, text }])
}

/** How strong 3 kHz is in half a second from here on (Goertzel). */
function whistled(samples: Float32Array, from: number): number {
  const step = (2 * Math.PI * 3000) / 48_000
  let [real, imaginary] = [0, 0]
  for (let at = 0; at < 24_000; at++) {
    const sample = samples[Math.round(from * 48_000) + at] ?? 0
    real += sample * Math.cos(step * at)
    imaginary += sample * Math.sin(step * at)
  }
  return Math.hypot(real, imaginary)
}
