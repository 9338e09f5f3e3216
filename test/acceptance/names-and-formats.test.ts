import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { manifestSchema } from '../../src/dub/manifest.ts'
import { newPerson, type Person, TALK } from '../rig/cli.ts'
import { cut, decoded, ffmpeg } from '../rig/ffmpeg.ts'

/** The second sentence of the talk: 3 s of speech with a little silence at both ends. */
const START = 8.9
const SECONDS = 4

let person: Person
beforeAll(async () => {
  person = await newPerson()
  await writeFile(person.path('said.srt'), '1\n00:00:00,200 --> 00:00:03,200\nHe was not an ill-disposed young man.\n')
})
afterAll(() => person[Symbol.asyncDispose]())

/** What is said in it, for what is no matter of hearing: PocketSphinx takes its time. */
const SAID = ['--from', 'en', '--transcript', 'said.srt']

async function dubbed(folder: string, ...args: readonly string[]) {
  const { code, err } = await person.ytdub('dub', ...args)
  expect({ code, err }).toMatchObject({ code: 0 })
  return manifestSchema.parse(JSON.parse(await readFile(person.path(folder, 'manifest.json'), 'utf8')))
}

describe('recordings of every kind', () => {
  test.each([
    ['mono.wav', ['-ac', '1']],
    ['stereo.m4a', ['-ac', '2']],
    ['surround.flac', ['-af', 'pan=5.1|FC=c0|FL=0.2*c0|FR=0.2*c0']],
    ['telephone.wav', ['-ar', '8000']],
    ['studio.wav', ['-ar', '96000']],
    ['vorbis.ogg', ['-c:a', 'libvorbis', '-ac', '2']],
    ['opus.webm', ['-c:a', 'libopus']],
  ])('%s', async (name, encode) => {
    const isHeard = name === 'telephone.wav' || name === 'opus.webm'
    // A telephone's band makes PocketSphinx unsure until it has heard a sentence.
    cut(TALK, person.path(name), START, name === 'telephone.wav' ? 11 : SECONDS, ...encode)
    const given = isHeard ? [] : SAID
    const manifest = await dubbed(name.replace(/\.\w+$/, '.dub'), name, '--lang', 'es', ...given)
    const [spanish] = manifest.languages
    const mix = spanish?.artifacts.find(({ type }) => type === 'full_mix')
    const delivered = decoded(person.path(name.replace(/\.\w+$/, '.dub'), mix?.path ?? '')).length
    expect(Math.abs(delivered - decoded(person.path(name)).length)).toBeLessThanOrEqual(1)
    expect(spanish?.lines).toBeGreaterThan(0)
  })

  test.each([
    ['film.mp4', 'mp4', ['-c:v', 'libx264', '-c:a', 'aac']],
    ['film.webm', 'webm', ['-c:v', 'libvpx', '-c:a', 'libopus']],
  ])('%s keeps its picture', async (name, container, encode) => {
    const picture = ['-f', 'lavfi', '-i', `testsrc=d=${SECONDS}:s=160x120:r=10`]
    const sound = ['-ss', String(START), '-t', String(SECONDS), '-i', TALK]
    ffmpeg('-v', 'error', ...picture, ...sound, '-pix_fmt', 'yuv420p', ...encode, person.path(name))
    const folder = join(container, 'film.dub')
    const manifest = await dubbed(folder, name, '--lang', 'es', '--out', container, ...SAID)
    expect(manifest.source.video).toBe(true)
    const video = manifest.languages[0]?.artifacts.find(({ type }) => type === 'video')
    expect(video?.path).toBe(`es/film-es.${container}`)
    const path = person.path(folder, video?.path ?? '')
    expect(frames(path)).toBe(frames(person.path(name)))
    expect(ffmpeg('-i', path, '-map', '0:s:0', '-f', 'webvtt', '-')).toMatch(/Stream #0:\d.*\(spa\).*Audio/)
  })
})

describe('delivered formats', () => {
  test.each(['mp3', 'wav', 'flac', 'opus'])('%s', async (format) => {
    cut(TALK, person.path('short.wav'), START, SECONDS)
    const manifest = await dubbed(
      join(format, 'short.dub'),
      'short.wav',
      '--lang',
      'es',
      '--format',
      format,
      '--out',
      format,
    )
    const path = manifest.languages[0]?.artifacts[0]?.path ?? ''
    expect(path).toBe(`es/short-es-full_mix.${format}`)
    const delivered = decoded(person.path(format, 'short.dub', path)).length
    expect(Math.abs(delivered - decoded(person.path('short.wav')).length)).toBeLessThanOrEqual(1)
  })
})

describe('names', () => {
  test.each([
    ['spaces and \'quotes\' "both"', './'],
    ['a line\nbreak', './'],
    ['emoji 🎙️ ñ 日本', './'],
    ['-leading-dash', './'],
    ['100%d of %s', './'],
    ['$(touch pwned); `touch pwned` & co', './'],
  ])('%j', async (stem, prefix) => {
    const name = `${stem}.wav`
    cut(TALK, `file:${person.path(name)}`, START, SECONDS)
    const manifest = await dubbed(`${stem}.dub`, prefix + name, '--lang', 'es')
    expect(manifest.source.file).toBe(name)
    for (const { path } of manifest.languages[0]?.artifacts ?? []) await readFile(person.path(`${stem}.dub`, path))
  })

  test('a leading dash, after --', async () => {
    cut(TALK, `file:${person.path('-dash.wav')}`, START, SECONDS)
    await dubbed('-dash.dub', '--lang', 'es', '--', '-dash.wav')
  })
})

function frames(path: string): number {
  return Number(/frame=\s*(\d+)(?![\s\S]*frame=)/.exec(ffmpeg('-i', path, '-map', '0:v:0', '-f', 'null', '-'))?.[1])
}
