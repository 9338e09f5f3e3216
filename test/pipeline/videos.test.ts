import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { openStudio, whole } from './studio.ts'

type Studio = Awaited<ReturnType<typeof openStudio>>

/** The studio's recording under another name. */
async function called(studio: Studio, name: string) {
  return { ...(await studio.blobs.put(Buffer.from('a talk'), 'application/octet-stream')), name }
}

function videosIn(dubbed: { readonly artifacts: readonly { readonly type: string; readonly fileName: string }[] }) {
  return dubbed.artifacts.filter(({ type }) => type.startsWith('video')).map(({ type, fileName }) => [type, fileName])
}

describe('the container', () => {
  test.each([
    ['talk.mp4', 'h264', 'mp4', 'video/mp4'],
    ['talk.MOV', 'prores', 'mov', 'video/quicktime'],
    ['talk.mov', 'vp9', 'mp4', 'video/mp4'],
    ['talk.webm', 'vp8', 'webm', 'video/webm'],
    ['talk.webm', 'h264', 'mp4', 'video/mp4'],
    ['talk.mkv', 'h264', 'mkv', 'video/x-matroska'],
    ['talk.mp4', 'vp8', 'mkv', 'video/x-matroska'],
    ['talk.avi', 'mpeg4', 'mp4', 'video/mp4'],
    ['talk', 'ffv1', 'mkv', 'video/x-matroska'],
  ])('of %s with a picture in %s stays where it can: %s', async (name, videoCodec, container, mime) => {
    await using studio = await openStudio({ videoCodec })
    const dub = whole((await studio.dub({ source: await called(studio, name) })).dubs)
    expect(dub.artifacts.at(-1)).toMatchObject({ type: 'video', fileName: `talk-es.${container}`, mime, duration: 4 })
  })
})

describe('tracks', () => {
  test('are the dub alone, by the name of its language', async () => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    await studio.dub()
    const label = { language: 'es', title: 'Spanish' }
    expect(studio.media.calls.mux).toMatchObject([{ sounds: [label], captions: [label], original: null }])
  })

  test('with --keep-original-track are the dub and the original', async () => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    await studio.dub({ keepOriginalTrack: true })
    expect(studio.media.calls.mux[0]?.original).toEqual({ language: 'en', title: 'Original' })
  })
})

describe('--burn-captions', () => {
  test('gives another file, and says how far it is', async () => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    const burn = studio.media.does.burn
    studio.media.does.burn = (parts, file, options) => {
      for (const second of [1, 2, 4.01]) options.progress?.(second)
      return burn(parts, file, options)
    }
    const { events, dubbed } = studio.start({ burnCaptions: true })
    const dub = whole((await dubbed).dubs)
    expect(videosIn(dub)).toEqual([
      ['video', 'talk-es.mp4'],
      ['video_captioned', 'talk-es-captioned.mp4'],
    ])
    expect(studio.media.calls.burn[0]?.captions[0]).toMatchObject({ rows: [expect.stringContaining('-es')] })
    const told = events.flatMap((event) =>
      event.event === 'step-progress' && event.stage === 'burn' ? [event.fraction] : [],
    )
    expect(told).toEqual([0.25, 0.5, 1])
  })

  test('that cannot be is said, with what to do, and the rest is delivered', async () => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    const hint = 'Install a newer ffmpeg: ytdub setup'
    studio.media.does.burn = () => Promise.reject(new Failure('input', 'It cannot be painted.', { hint }))
    const dub = whole((await studio.dub({ burnCaptions: true })).dubs)
    expect(videosIn(dub)).toEqual([['video', 'talk-es.mp4']])
    expect(dub.warnings).toEqual([`There is no video with captions in the picture. It cannot be painted. ${hint}`])
  })

  test('stops where it is cut off', async () => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    studio.media.does.burn = () => Promise.reject(new Failure('interrupted', 'Stopped.'))
    await expect(studio.dub({ burnCaptions: true })).rejects.toMatchObject({ code: 'interrupted' })
  })
})

describe('--multitrack', () => {
  const both = { languages: ['es', 'fr'], multitrack: true }

  test('gives one file with all languages in the order asked for, and captions of the source too', async () => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    const dubbed = await studio.dub({ ...both, keepOriginalTrack: true })
    expect(videosIn(dubbed)).toEqual([['video_multitrack', 'talk-multitrack.mp4']])
    expect(dubbed.artifacts[0]).toMatchObject({ mime: 'video/mp4', duration: 4 })
    const all = studio.media.calls.mux.find(({ sounds }) => sounds.length === 2)
    expect(all?.sounds.map(({ language, title }) => [language, title])).toEqual([
      ['es', 'Spanish'],
      ['fr', 'French'],
    ])
    expect(all?.original).toEqual({ language: 'en', title: 'Original' })
    expect(all?.captions.map(({ title }) => title)).toEqual(['Spanish', 'French', 'English (original)'])
  })

  test('is recalled the second time', async () => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    const first = await studio.dub(both)
    const muxed = studio.media.calls.mux.length
    expect((await studio.dub(both)).artifacts).toEqual(first.artifacts)
    expect(studio.media.calls.mux).toHaveLength(muxed)
  })

  test('leaves out a language that failed, and is not made where all have', async () => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    const { translate } = studio.providers.does
    studio.providers.does.translate = async (request, options) => {
      if (request.to === 'fr') throw new Failure('vendor', 'busy')
      return translate(request, options)
    }
    const dubbed = await studio.dub(both)
    expect(dubbed.dubs.map(({ status }) => status)).toEqual(['complete', 'error'])
    expect(videosIn(dubbed)).toHaveLength(1)
    expect(studio.media.calls.mux.at(-1)?.captions.map(({ language }) => language)).toEqual(['es', 'en'])
    expect((await studio.dub({ ...both, languages: ['fr'] })).artifacts).toEqual([])
  })

  test('that cannot be is said, and the languages are delivered', async () => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    const { mux } = studio.media.does
    studio.media.does.mux = (parts, ...more) =>
      parts.captions.length > 1 ? Promise.reject(new Failure('input', 'It is too much.')) : mux(parts, ...more)
    const { events, dubbed } = studio.start(both)
    const { dubs, artifacts } = await dubbed
    expect(artifacts).toEqual([])
    for (const language of both.languages) expect(videosIn(whole(dubs, language))).toHaveLength(1)
    const message = 'There is no file with all languages. It is too much.'
    expect(events).toContainEqual({ event: 'warning', language: null, message })
  })
})

test('what is for videos is left out without one, which is said once', async () => {
  await using studio = await openStudio()
  const video = { keepOriginalTrack: true, multitrack: true, burnCaptions: true }
  const { events, dubbed } = studio.start({ ...video, languages: ['es', 'fr'] })
  const { dubs, artifacts } = await dubbed
  expect(artifacts).toEqual([])
  expect(videosIn(whole(dubs))).toEqual([])
  const told = events.flatMap((event) => (event.event === 'warning' ? [event.message] : []))
  expect(told.filter((message) => message.includes('no picture'))).toEqual([
    'The recording has no picture: --keep-original-track, --multitrack, and --burn-captions are left out.',
  ])
})
