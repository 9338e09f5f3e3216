import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import type { VideoContainer } from '../../src/ports/media.ts'
import { dubBeeps, flashAndBeep, marksOf } from './flashes.ts'
import { type Folder, record, shown, temporaryFolder } from './recordings.ts'

const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
const signal = new AbortController().signal

let folder: Folder
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '3', '-b_strategy', '0']
const AAC = [...X264, '-c:a', 'aac']
const VP8 = ['-c:v', 'libvpx', '-deadline', 'realtime', '-cpu-used', '8', '-c:a', 'libopus']
const LATE_PICTURE = ['-vf', 'trim=start=0.52']
const LATE_SOUND = ['-af', 'atrim=start=0.52']
const UNEVEN = ['-vf', 'select=not(mod(n\\,5))+gt(t\\,1.5)', '-vsync', 'vfr']

const FILMS: readonly (readonly [file: string, container: VideoContainer, encode: readonly string[]])[] = [
  ['plain.mp4', 'mp4', AAC],
  ['plain.mov', 'mov', [...X264, '-c:a', 'pcm_s16le']],
  ['plain.webm', 'webm', VP8],
  ['plain.mkv', 'mkv', AAC],
  ['plain.avi', 'mp4', ['-c:v', 'mpeg4', '-c:a', 'libmp3lame']],
  ['late-picture.mp4', 'mp4', [...LATE_PICTURE, ...AAC]],
  ['late-sound.mkv', 'mkv', [...LATE_SOUND, ...X264, '-c:a', 'libopus']],
  ['late-sound.webm', 'webm', [...LATE_SOUND, ...VP8.slice(0, -1), 'libvorbis']],
  ['late-picture.ts', 'mp4', [...LATE_PICTURE, ...AAC]],
  ['late-sound.ts', 'mp4', [...LATE_SOUND, ...X264, '-c:a', 'mp2']],
  ['uneven.mp4', 'mp4', [...UNEVEN, ...AAC]],
]

/** Seconds in one frame of AAC: no more than this may lie between what is seen and what is heard. */
const FRAME = 1024 / 48_000

async function dubbed(source: string, container: VideoContainer) {
  const format = container === 'webm' ? 'opus' : 'm4a'
  const [audio, path] = [`${source}.${format}`, `${source}.dub.${container}`]
  await dubBeeps(media, source, audio, format)
  const sounds = [{ path: audio, language: 'es', title: 'Spanish' }]
  const original = { language: 'en', title: 'Original' }
  await media.mux({ picture: source, sounds, original, captions: [] }, { path, container }, { signal })
  const { flashes, beeps } = await marksOf(path, 2)
  return { path, flashes, dub: beeps[0]!, original: beeps[1]! }
}

describe('what is heard stands with what is seen', () => {
  it.each(FILMS)('%s → %s', async (file, container, encode) => {
    const source = await flashAndBeep(folder.path(file), encode)
    const { path, flashes, dub, original } = await dubbed(source, container)
    expect(flashes).toHaveLength(2)
    expect([dub, original].map((beeps) => beeps.length)).toEqual([2, 2])
    for (const [index, flash] of flashes.entries()) {
      expect(Math.abs(flash - dub[index]!)).toBeLessThan(FRAME)
      // The dub was made from what is heard of the original: there is nothing between them.
      expect(Math.abs(original[index]! - dub[index]!)).toBeLessThan(0.0015)
    }
    const [before, after] = [Number((await shown(source)).format.duration), Number((await shown(path)).format.duration)]
    expect(Math.abs(after - before)).toBeLessThan(2 * FRAME)
  })

  it('where an edit list hides a beginning', async () => {
    const whole = await flashAndBeep(folder.path('whole.mp4'), [...AAC, '-g', '50'])
    const source = await record(folder.path('edited.mp4'), ['-ss', '0.6', '-i', whole, '-c', 'copy'])
    expect(Number((await shown(source)).format.duration)).toBeCloseTo(2.4, 1)
    const { path, flashes, dub, original } = await dubbed(source, 'mp4')
    expect(flashes).toEqual([0.4, 1.4])
    for (const [index, flash] of flashes.entries()) {
      expect(dub[index]).toBeCloseTo(flash, 3)
      expect(original[index]).toBeCloseTo(flash, 3)
    }
    expect(Number((await shown(path)).format.duration)).toBeCloseTo(2.4, 1)
  })
})
