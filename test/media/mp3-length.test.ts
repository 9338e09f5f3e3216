import { readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setMp3Length } from '../../src/media/mp3-length.ts'
import { type Folder, played, record, sine, temporaryFolder } from './recordings.ts'

let folder: Folder
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

/** As ffmpeg alone writes it. */
async function mp3(samples: number): Promise<string> {
  const cut = ['-af', `atrim=end_sample=${samples}`, '-ac', '2', '-c:a', 'libmp3lame', '-b:a', '192k']
  return record(folder.path(`${samples}.mp3`), [...sine(2), ...cut])
}

const length = async (path: string) => (await played(path)).length / 2

describe('the length of an MP3', () => {
  it.each([48_000, 50_001, 48 * 1152 + 500])('is left as it is where ffmpeg wrote it right: %i', async (samples) => {
    const path = await mp3(samples)
    const before = await readFile(path)
    await setMp3Length(path, samples)
    // The checksum is worked out anew, so this tells that it is the same sum.
    expect((await readFile(path)).equals(before)).toBe(true)
    expect(await length(path)).toBe(samples)
  })

  it.each([1, 2, 23, 46])('is set right where %i samples are over whole frames', async (over) => {
    const samples = 48 * 1152 + over
    const path = await mp3(samples)
    expect(await length(path)).toBe(samples + 47 - over)
    await setMp3Length(path, samples)
    expect(await length(path)).toBe(samples)
  })

  it.each(['', 'ID3', 'Info', `${'x'.repeat(100)}Info${'y'.repeat(200)}`])('lets %j alone', async (text) => {
    const path = folder.path('other.mp3')
    await writeFile(path, text)
    await setMp3Length(path, 1000)
    expect(await readFile(path, 'utf8')).toBe(text)
  })

  it('is not set to what the frames cannot hold', async () => {
    const path = await mp3(48_000)
    const before = await readFile(path)
    await setMp3Length(path, 96_000)
    await setMp3Length(path, 10)
    expect((await readFile(path)).equals(before)).toBe(true)
  })
})
