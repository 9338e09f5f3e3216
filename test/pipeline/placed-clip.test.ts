import { access } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { placedClips } from '../../src/pipeline/sound/placed-clip.ts'
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

test('clips are read and stretched once, and are the same for every mix, in any order', async () => {
  await using home = await temporaryFolder()
  const blobs = memoryBlobs(home.path)
  const spoken = [tone(1, 200), tone(0.5, 300), tone(2, 150)].map((samples) => writeWav(samples, RATE))
  const audio = await Promise.all(spoken.map((wav) => blobs.put(wav, 'audio/wav')))
  const lengths = [Math.round(RATE / 1.2), RATE / 2, 2 * RATE + 1]
  const placed = audio.map((ref, index) => ({ audio: ref, at: index * 3 * RATE, length: lengths[index]! }))
  const path = home.at('voice.f32')
  {
    await using clips = await placedClips(placed, path, blobs)
    const first = [await clips.clips[0]!.samples(), await clips.clips[1]!.samples(), await clips.clips[2]!.samples()]
    blobs.kept.clear() // What is asked for again comes from the file.
    for (const index of [2, 0, 1]) expect(await clips.clips[index]!.samples()).toEqual(first[index])
    expect(first.map(({ length }) => length)).toEqual(lengths)
    expect(first[0]).toEqual(stretch(readWav(spoken[0]!).samples, RATE, RATE / lengths[0]!))
    expect(first[1]).toEqual(readWav(spoken[1]!).samples)
    expect(first[2]!.subarray(0, 2 * RATE)).toEqual(readWav(spoken[2]!).samples)
    expect(clips.clips.map(({ at }) => at)).toEqual([0, 3 * RATE, 6 * RATE])
  }
  await expect(access(path)).rejects.toThrow()
})

test('a clip that is lost is said so, also behind others', async () => {
  await using home = await temporaryFolder()
  const blobs = memoryBlobs(home.path)
  const audio = await blobs.put(writeWav(tone(1, 200), RATE), 'audio/wav')
  const lost = { digest: '0'.repeat(64), type: 'audio/wav', size: 9 }
  const placed = [audio, lost].map((ref, index) => ({ audio: ref, at: index * RATE, length: RATE }))
  await using clips = await placedClips(placed, home.at('voice.f32'), blobs)
  await clips.clips[0]!.samples()
  await expect(clips.clips[1]!.samples()).rejects.toMatchObject({ code: 'lost' })
})
