import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { Spoken } from '../../src/ports/providers.ts'
import { tone } from '../rig/fake-providers.ts'
import { held } from '../rig/held.ts'
import { openStudio, whole } from './studio.ts'

/** The text of one artifact. */
function textOf(dub: ReturnType<typeof whole>, type: string): string {
  const content = dub.artifacts.find((each) => each.type === type)?.content
  if (!content || !('text' in content)) throw new Error(`no text ${type}`)
  return content.text
}

describe('one dub', () => {
  test('asks each provider once for each question, and comes out whole', async () => {
    await using studio = await openStudio()
    const { transcript, duration, video, backgroundDuration, dubs } = await studio.dub()
    expect(studio.count()).toEqual({ transcribe: 1, translate: 1, speak: 4 })
    expect(transcript).toMatchObject({ language: 'en', lines: [{ id: 1, text: 'one two.' }, {}, {}, { id: 4 }] })
    expect({ duration, video, backgroundDuration }).toEqual({ duration: 4, video: false, backgroundDuration: null })
    const dub = whole(dubs)
    expect(dub).toMatchObject({ language: 'es', lines: 4, warnings: [] })
    expect(dub.artifacts.map(({ type, fileName, duration: seconds }) => [type, fileName, seconds])).toEqual([
      ['full_mix', 'talk-es-full_mix.wav', 4],
      ['voice_only', 'talk-es-voice_only.wav', 4],
      ['captions_srt', 'talk-es.srt', null],
      ['captions_vtt', 'talk-es.vtt', null],
      ['script', 'script.json', null],
      ['script', 'script.srt', null],
    ])
    expect(dub.sync).toMatchObject({ overlap: 0, lost: 0, over_bound: [] })
    expect(Math.abs(dub.loudness.integrated_lufs! + 14)).toBeLessThan(0.5)
  })

  test('every audio file is as long as the source, to the sample, and without a background there is one', async () => {
    await using studio = await openStudio()
    const dub = whole((await studio.dub()).dubs)
    const [full, voice] = dub.artifacts
    expect(studio.media.calls.encode.map(({ samples }) => samples)).toEqual([4 * 48_000])
    expect(full?.content).toEqual(voice?.content)
    expect(full?.content).toMatchObject({ blob: { size: 4 * 48_000 * 8 } })
  })

  test('speaks the translated lines in the voices chosen, by speaker where one is named', async () => {
    await using studio = await openStudio()
    await studio.dub({ voices: { 'es:1': 'celeste', es: 'nestor' }, take: 2 })
    const line = { voice: 'celeste', language: 'es', take: 2 }
    const texts = ['one two.-es', 'three four.-es', 'five six.-es', 'seven eight.-es']
    expect(studio.providers.calls.speak).toEqual(texts.map((text) => ({ ...line, text })))
  })

  test('captions and script say what is spoken, when it is spoken', async () => {
    await using studio = await openStudio()
    const dub = whole((await studio.dub()).dubs)
    expect(textOf(dub, 'captions_srt')).toMatch(/^1\r?\n00:00:00,0\d\d --> [\s\S]*seven eight\.-es/)
    expect(textOf(dub, 'captions_vtt')).toMatch(/^WEBVTT/)
    expect(JSON.parse(textOf(dub, 'script'))).toMatchObject({
      script: 1,
      from: 'en',
      language: 'es',
      lines: [{ id: 1, source: 'one two.', translated: 'one two.-es', text: 'one two.-es' }, {}, {}, {}],
    })
  })

  test('with a background there is a full mix beside the voice', async () => {
    await using studio = await openStudio()
    const music = Buffer.from(
      Int16Array.from({ length: 4 * 48_000 * 2 }, (_, index) => 3000 * Math.sin(index / 40)).buffer,
    )
    const background = { ...(await studio.blobs.put(music, 'application/octet-stream')), name: 'music.wav' }
    const { dubs, backgroundDuration } = await studio.dub({ background })
    const [full, voice] = whole(dubs).artifacts
    expect(backgroundDuration).toBe(4)
    expect(full?.content).not.toEqual(voice?.content)
    expect(whole(dubs).warnings).toEqual([])
    await studio.dub({ background, languages: ['fr'] })
    expect(studio.media.calls.probe).toHaveLength(2)
  })

  test.each([
    [1, /ends before the recording does/],
    [6, /its end is left out/],
  ])('a background of %i s beside 4 s of speech is said to every language', async (seconds, what) => {
    await using studio = await openStudio()
    const background = {
      ...(await studio.blobs.put(new Uint8Array(seconds * 192_000), 'audio/wav')),
      name: 'music.wav',
    }
    const { events, dubbed } = studio.start({ background, languages: ['es', 'fr'] })
    const { dubs } = await dubbed
    expect(whole(dubs).warnings).toEqual([expect.stringMatching(what)])
    expect(whole(dubs, 'fr').warnings).toEqual(whole(dubs).warnings)
    const told = events.flatMap((event) => (event.event === 'warning' ? [event.message] : []))
    expect(told.filter((message) => what.test(message))).toHaveLength(1)
  })

  test('a voice for a speaker who is not there is said', async () => {
    await using studio = await openStudio()
    const { warnings } = whole((await studio.dub({ voices: { 'es:2': 'es-2' } })).dubs)
    expect(warnings).toEqual(['--voice es:2=es-2 is for a speaker who is not heard.'])
  })
})

describe('a second run', () => {
  test('asks nobody anything and gives the same', async () => {
    await using studio = await openStudio({ videoCodec: 'h264' })
    const first = await studio.dub({ languages: ['es', 'fr'] })
    studio.count()
    const { events, dubbed } = studio.start({ languages: ['es', 'fr'] })
    expect(await dubbed).toEqual(first)
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 0 })
    const steps = events.filter(({ event }) => event.startsWith('step-'))
    expect(new Set(steps.map(({ event }) => event))).toEqual(new Set(['step-recalled']))
  })

  test('with one more language asks only for that language', async () => {
    await using studio = await openStudio()
    await studio.dub({ languages: ['es'] })
    studio.count()
    const { dubs } = await studio.dub({ languages: ['es', 'fr'] })
    expect(studio.providers.calls.translate).toEqual(['fr'])
    expect(studio.count()).toEqual({ transcribe: 0, translate: 1, speak: 4 })
    expect(dubs.map(({ language, status }) => [language, status])).toEqual([
      ['es', 'complete'],
      ['fr', 'complete'],
    ])
  })

  test('after an edited line speaks only that line', async () => {
    await using studio = await openStudio()
    await studio.dub()
    studio.count()
    const edits = { es: { 2: { source: 'three four.', text: 'tres y cuatro.' } } }
    const { dubs } = await studio.dub({ edits })
    expect(studio.providers.calls.speak.map(({ text }) => text)).toEqual(['tres y cuatro.'])
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 1 })
    expect(JSON.parse(textOf(whole(dubs), 'script')).lines[1]).toMatchObject({
      translated: 'three four.-es',
      text: 'tres y cuatro.',
    })
  })

  test('an edit of a line that is now another one is left out, and said', async () => {
    await using studio = await openStudio()
    const edits = { es: { 2: { source: 'something else', text: 'otra cosa' } } }
    const { events, dubbed } = studio.start({ edits })
    const { warnings } = whole((await dubbed).dubs)
    expect(warnings).toEqual([
      'Edits of lines that are now others were left out (2). They are kept beside the script, in script.left-out-….json.',
    ])
    expect(events).toContainEqual({ event: 'warning', language: 'es', message: warnings[0] })
  })

  test('with another take, another voice or another provider asks for that anew', async () => {
    await using studio = await openStudio()
    await studio.dub()
    studio.count()
    await studio.dub({ take: 2 })
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 4 })
    await studio.dub({ voices: { es: 'nestor' } })
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 4 })
    await studio.dub({ translator: { id: 'fake', model: 'm2' } })
    expect(studio.count()).toEqual({ transcribe: 0, translate: 1, speak: 0 })
    await studio.dub({ format: 'flac' })
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 0 })
  })

  test('after a failure goes on at the line where the first one stopped', async () => {
    await using studio = await openStudio()
    const { speak } = studio.providers.does
    const answers = held<string, Spoken>()
    studio.providers.does.speak = ({ text }) => answers.ask(text)
    const first = studio.dub()
    const calls = [await answers.next(), await answers.next(), await answers.next(), await answers.next()]
    calls[3]!.fail(new Failure('vendor', 'busy', { retryable: true }))
    for (const call of calls.slice(0, 3)) call.answer(tone(0.5))
    expect((await first).dubs[0]).toMatchObject({ status: 'error', code: 'vendor' })
    expect(studio.count()).toEqual({ transcribe: 1, translate: 1, speak: 4 })

    studio.providers.does.speak = speak
    whole((await studio.dub()).dubs)
    expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 1 })
    whole((await studio.dub({ languages: ['es', 'fr'] })).dubs, 'fr')
    expect(studio.count()).toEqual({ transcribe: 0, translate: 1, speak: 4 })
  })
})

test('a damaged clip is found when it is mixed, and named for whoever started the run', async () => {
  await using studio = await openStudio()
  const first = await studio.dub()
  const clip = [...studio.blobs.kept].find(([, bytes]) => Buffer.from(bytes).includes('WAVE'))!
  studio.blobs.kept.set(clip[0], Buffer.alloc(clip[1].length))
  await expect(studio.dub({ format: 'flac' })).rejects.toMatchObject({ code: 'lost', subject: clip[0] })
  await studio.memo.forgetNaming(clip[0])
  studio.count()
  expect(whole((await studio.dub()).dubs).artifacts).toEqual(whole(first.dubs).artifacts)
  expect(studio.count()).toEqual({ transcribe: 0, translate: 0, speak: 4 })
})

test('progress of a step never goes back', async () => {
  await using studio = await openStudio()
  const { events, dubbed } = studio.start()
  await dubbed
  const fractions = events.flatMap((event) =>
    event.event === 'step-progress' && event.stage === 'render' ? [event.fraction] : [],
  )
  expect(fractions.length).toBeGreaterThan(10)
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b))
  expect(fractions.at(-1)).toBeLessThanOrEqual(1)
})
