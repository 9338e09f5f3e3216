import { expect, test } from 'vitest'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import { picture, record, sine, temporaryFolder } from './recordings.ts'

const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
const signal = new AbortController().signal

test.each(['mp4', 'mov', 'mkv', 'webm', 'ts'])(
  'in %s a picture lasts as long as itself, not as its sound',
  async (ending) => {
    await using folder = await temporaryFolder()
    const path = await record(folder.path(`talk.${ending}`), [...picture(1), ...sine(3), '-map', '0', '-map', '1'])
    const { duration, pictureDuration } = await media.probe(path, { signal })
    expect(Math.abs(duration - 3)).toBeLessThan(0.1)
    expect(Math.abs((pictureDuration ?? 0) - 1)).toBeLessThan(0.1)
  },
)

test.each(['mp4', 'mkv'])('in %s the time before a picture that begins late is counted', async (ending) => {
  await using folder = await temporaryFolder()
  const late = [...sine(3), '-itsoffset', '0.5', ...picture(1), '-map', '0', '-map', '1']
  const path = await record(folder.path(`late.${ending}`), late)
  const { pictureDuration } = await media.probe(path, { signal })
  expect(Math.abs((pictureDuration ?? 0) - 1.5)).toBeLessThan(0.1)
})

test('where there is no picture nothing is said of one', async () => {
  await using folder = await temporaryFolder()
  const path = await record(folder.path('talk.wav'), sine(1))
  expect(await media.probe(path, { signal })).not.toHaveProperty('pictureDuration')
})
