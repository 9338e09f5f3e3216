import { access } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { voiceTrack } from '../../src/pipeline/sound/voice-track.ts'
import { MIX_BLOCK, type Voice } from '../../src/sound/mix.ts'
import { stretch } from '../../src/sound/stretch.ts'
import { readWav, writeWav } from '../../src/sound/wav.ts'
import { temporaryFolder } from '../rig/home.ts'
import { memoryBlobs } from '../rig/memory-stores.ts'

const RATE = 48_000

function tone(seconds: number, hertz: number): Float32Array {
  return Float32Array.from(
    { length: seconds * RATE },
    (_, index) => 0.5 * Math.sin((2 * Math.PI * hertz * index) / RATE),
  )
}

/** The whole of a voice, asked for in blocks of so many frames. */
async function whole(voice: Voice, frames: number, length: number): Promise<Float32Array> {
  const track = new Float32Array(length)
  for (let at = 0; at < length; at += frames) track.set(await voice(at, Math.min(frames, length - at)), at)
  return track
}

test('clips are read, stretched and laid once, and the voice is the same for every mix, beside others too', async () => {
  await using home = await temporaryFolder()
  const blobs = memoryBlobs(home.path)
  const spoken = [tone(1, 200), tone(0.5, 300), tone(2, 150)].map((samples) => writeWav(samples, RATE))
  const audio = await Promise.all(spoken.map((wav) => blobs.put(wav, 'audio/wav')))
  const lengths = [Math.round(RATE / 1.2), RATE / 2, 2 * RATE + 1]
  const placed = audio.map((ref, index) => ({ audio: ref, at: index * 3 * RATE, length: lengths[index]! }))
  const path = home.at('voice.f32')
  const length = 9 * RATE
  {
    await using track = await voiceTrack(placed, path, blobs)
    const [one, other] = await Promise.all([
      whole(track.voice(), MIX_BLOCK, length),
      whole(track.voice(), 10_000, length),
    ])
    blobs.kept.clear() // What is asked for again comes from the file.
    for (const voice of [other, await whole(track.voice(), MIX_BLOCK, length)]) expect(voice).toEqual(one)
    const inside = (index: number) => one!.subarray(placed[index]!.at + 300, placed[index]!.at + lengths[index]! - 300)
    expect(inside(0)).toEqual(stretch(readWav(spoken[0]!).samples, RATE, RATE / lengths[0]!).subarray(300, -300))
    expect(inside(1)).toEqual(readWav(spoken[1]!).samples.subarray(300, -300))
    expect(inside(2)).toEqual(readWav(spoken[2]!).samples.subarray(300, -299))
    expect(track.clips.map(({ at }) => at)).toEqual([0, 3 * RATE, 6 * RATE])
  }
  await expect(access(path)).rejects.toThrow()
})

test('a clip that is lost is said so, to every mix, also behind others', async () => {
  await using home = await temporaryFolder()
  const blobs = memoryBlobs(home.path)
  const audio = await blobs.put(writeWav(tone(1, 200), RATE), 'audio/wav')
  const lost = { digest: '0'.repeat(64), type: 'audio/wav', size: 9 }
  const placed = [audio, lost].map((ref, index) => ({ audio: ref, at: index * RATE, length: RATE }))
  await using track = await voiceTrack(placed, home.at('voice.f32'), blobs)
  for (const voice of [track.voice(), track.voice()]) {
    await expect(whole(voice, MIX_BLOCK, 2 * RATE)).rejects.toMatchObject({ code: 'lost' })
  }
})
