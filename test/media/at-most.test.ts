import { readFile, stat, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import type { DecodedTrack } from '../../src/ports/media.ts'
import { forgedFlac } from '../rig/forged-flac.ts'
import { type Folder, record, sine, temporaryFolder } from './recordings.ts'

const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
const signal = new AbortController().signal
const RATE = 8000

let folder: Folder
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())
const at = (file: string) => folder.path(file)

/** Twenty seconds in a file whose header says one. */
async function forged(): Promise<DecodedTrack> {
  const path = await record(at('forged.flac'), sine(20, RATE))
  await writeFile(path, forgedFlac(await readFile(path), RATE))
  return { path, probe: await media.probe(path, { signal }) }
}

/** The same in a file whose every time is a hundredth of what it should be. */
async function squeezed(): Promise<DecodedTrack> {
  const whole = await record(at('whole.flac'), sine(20, RATE))
  const path = await record(at('squeezed.mka'), ['-itsscale', '0.01', '-i', `file:${whole}`, '-c', 'copy'])
  return { path, probe: await media.probe(path, { signal }) }
}

describe.each([
  ['header', forged],
  ['times', squeezed],
])('a recording that is longer than its %s', (_what, made) => {
  it('is decoded whole where nobody sets a bound, and else a second further than that', async () => {
    const track = await made()
    expect(track.probe.duration).toBeLessThan(2)
    const wav = { path: at('all.wav'), sampleRate: 16_000 }
    expect((await media.listen(track, wav, { signal })).samples).toBe(20 * RATE)
    const { samples } = await media.listen({ ...track, most: 3 }, wav, { signal })
    expect(samples / RATE).toBeGreaterThan(3)
    expect(samples / RATE).toBeLessThan(5)
    expect((await stat(wav.path)).size).toBeLessThan(5 * 32_000)
    const raw = { path: at('all.pcm') }
    await media.decode({ ...track, most: 3 }, raw, { signal })
    expect((await stat(raw.path)).size).toBeGreaterThan(3 * 192_000)
    expect((await stat(raw.path)).size).toBeLessThan(5 * 192_000)
  })
})

it('a bound that is not reached changes nothing', async () => {
  const path = await record(at('short.wav'), sine(2, RATE))
  const track = { path, probe: await media.probe(path, { signal }) }
  for (const format of ['wav', 'opus'] as const) {
    const [free, bound] = [at(`free.${format}`), at(`bound.${format}`)]
    await media.listen(track, { path: free, sampleRate: 16_000, format }, { signal })
    await media.listen({ ...track, most: 2 }, { path: bound, sampleRate: 16_000, format }, { signal })
    expect((await readFile(bound)).equals(await readFile(free))).toBe(true)
  }
})
