import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ffmpegMedia } from '../../../src/media/ffmpeg-media.ts'
import { record, sine } from '../../media/recordings.ts'
import { forgedFlac } from '../../rig/forged-flac.ts'
import { JOB, openFleet } from './open-fleet.ts'

const SPANISH = { kind: 'language', job: JOB, language: 'es' } as const

/** A fleet that works with ffmpeg and is given `seconds` of a tone in a file that says it lasts one. */
async function forged(seconds: number) {
  const fleet = await openFleet()
  const path = await record(fleet.home.at('talk.flac'), sine(seconds, 8000))
  const bytes = forgedFlac(await readFile(path), 8000)
  const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
  fleet.media.does.probe = (file, options) => media.probe(file, options)
  const decoded: number[] = []
  fleet.media.does.listen = async (track, file, options) => {
    const listened = await media.listen(track, file, options)
    decoded.push(listened.samples / listened.sampleRate)
    return listened
  }
  fleet.submit({ languages: ['es'], source: { ...(await fleet.blobs.put(bytes, 'audio/flac')), name: 'talk.flac' } })
  fleet.job().duration = 1
  return { fleet, decoded }
}

test('a recording that is longer than its header says is refused before anybody is paid, and not decoded to its end', async () => {
  const { fleet, decoded } = await forged(60)
  await using _fleet = fleet
  await fleet.drain()
  expect(fleet.job()).toMatchObject({
    status: 'error',
    code: 'input',
    message: 'The recording is longer than its header says.',
  })
  expect(fleet.providers.calls.transcribe).toEqual([])
  expect(fleet.providers.calls.translate).toEqual([])
  expect(decoded).toHaveLength(1)
  expect(decoded[0]).toBeLessThan(6)
  fleet.queue.waiting.push({ kind: 'prepare', job: JOB })
  Object.assign(fleet.job(), { status: 'pending', code: null })
  fleet.job().tasks = fleet.job().tasks.map((task) => ({ ...task, status: 'pending' }))
  await fleet.drain() // What is remembered of it is no way around.
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'input' })
  expect(fleet.providers.calls.transcribe).toEqual([])
})

test('an honest guess is let pass', async () => {
  const { fleet } = await forged(2)
  await using _fleet = fleet
  await fleet.run(fleet.queue.waiting.shift()!)
  expect(fleet.settledAs).toEqual(['prepare done'])
  expect(fleet.providers.calls.transcribe).toHaveLength(1)
})

test('all that a try decodes is bounded by what each track says of itself', async () => {
  await using fleet = await openFleet()
  const bounds: (number | undefined)[] = []
  const { listen, decode } = fleet.media.does
  fleet.media.does.listen = (track, ...rest) => {
    bounds.push(track.most)
    return listen(track, ...rest)
  }
  fleet.media.does.decode = (track, ...rest) => {
    bounds.push(track.most)
    return decode(track, ...rest)
  }
  const background = { ...(await fleet.blobs.put(Buffer.alloc(4 * 192_000), 'audio/wav')), name: 'music.wav' }
  fleet.submit({ languages: ['es'], background })
  await fleet.drain()
  expect(fleet.job()).toMatchObject({ status: 'complete' })
  expect(bounds.length).toBeGreaterThan(2)
  expect(new Set(bounds)).toEqual(new Set([4 * 1.02 + 2]))
})

test.each([
  ['a track', { size: 1e15 }, null],
  ['the samples of a track', {}, 1e10],
])('a worker without space for %s leaves the work to others', async (_what, part, duration) => {
  await using fleet = await openFleet()
  fleet.submit({ languages: ['es'], source: { ...fleet.source, ...part } })
  fleet.job().duration = duration
  expect(await fleet.run({ kind: 'prepare', job: JOB })).toBe('again')
  expect(await fleet.run(SPANISH)).toBe('again')
  expect(fleet.providers.calls.transcribe).toEqual([])
})
