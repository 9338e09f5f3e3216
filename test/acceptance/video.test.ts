import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { manifestSchema } from '../../src/dub/manifest.ts'
import { newPerson, type Person, TALK } from '../rig/cli.ts'
import { cut, ffmpeg } from '../rig/ffmpeg.ts'

/** The second sentence of the talk. */
const [START, SECONDS] = [8.9, 4]

let person: Person
beforeAll(async () => {
  person = await newPerson()
})
afterAll(() => person[Symbol.asyncDispose]())

const FLAGS = ['--keep-original-track', '--multitrack', '--burn-captions']

function streamsOf(path: string) {
  const args = ['-v', 'error', '-of', 'json', '-show_streams', '-show_format', path]
  const { streams, format } = JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' })) as {
    readonly streams: readonly { readonly codec_name: string; readonly tags?: { readonly language?: string } }[]
    readonly format: { readonly duration: string }
  }
  const told = streams.map(({ codec_name, tags }) => `${codec_name} ${tags?.language ?? 'und'}`)
  return { told, duration: Number(format.duration) }
}

test('a video with everything that there is for one', async () => {
  const picture = ['-f', 'lavfi', '-i', `testsrc=d=${SECONDS}:s=160x120:r=10`]
  const sound = ['-ss', String(START), '-t', String(SECONDS), '-i', TALK]
  const encode = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-c:a', 'aac']
  ffmpeg('-v', 'error', ...picture, ...sound, ...encode, person.path('film.mp4'))
  const { code, err } = await person.ytdub('dub', 'film.mp4', '--lang', 'es,ca', ...FLAGS)
  expect({ code, err }).toMatchObject({ code: 0 })

  const manifest = manifestSchema.parse(JSON.parse(await readFile(person.path('film.dub', 'manifest.json'), 'utf8')))
  const all = [...manifest.artifacts, ...manifest.languages.flatMap(({ artifacts }) => artifacts)]
  const videos = new Map(
    all
      .filter(({ type }) => type.startsWith('video'))
      .map(({ path }) => [path, streamsOf(person.path('film.dub', path))]),
  )
  const text = ['mov_text spa', 'mov_text cat', 'mov_text eng']
  expect(Object.fromEntries([...videos].map(([path, { told }]) => [path, told.slice(1)]))).toEqual({
    'film-multitrack.mp4': ['aac spa', 'aac cat', 'aac eng', ...text],
    'es/film-es.mp4': ['aac spa', 'aac eng', 'mov_text spa'],
    'es/film-es-captioned.mp4': ['aac spa', 'aac eng'],
    'ca/film-ca.mp4': ['aac cat', 'aac eng', 'mov_text cat'],
    'ca/film-ca-captioned.mp4': ['aac cat', 'aac eng'],
  })
  for (const { duration } of videos.values()) expect(Math.abs(duration - SECONDS)).toBeLessThan(0.05)
  expect(manifest.languages.flatMap(({ warnings }) => warnings)).toEqual([])
})

test('a recording without a picture is dubbed all the same, and it is said', async () => {
  cut(TALK, person.path('talk.wav'), START, SECONDS)
  const { code, err } = await person.ytdub('dub', 'talk.wav', '--lang', 'es', ...FLAGS)
  expect(code).toBe(0)
  expect(err).toContain('The recording has no picture')
})
