import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { writeWav } from '../../src/sound/wav.ts'
import { tone } from '../rig/fake-providers.ts'
import { openReviewed } from './open-reviewed.ts'

test('shows every line with its room, and how it was placed', async () => {
  await using reviewed = await openReviewed()
  const state = await reviewed.review.state()
  expect(state).toMatchObject({ source: { name: 'talk.mp3', language: 'en' }, engine: 'offline', bound: 1.25 })
  const [spanish] = state.languages
  expect(spanish).toMatchObject({ name: 'Spanish', voices: ['es', 'es-2'], changed: [], trouble: null })
  expect(spanish?.cast).toEqual([{ speaker: 1, voice: 'es' }])
  expect(spanish?.lines[1]).toEqual({
    id: 2,
    start: 1,
    end: 1.6,
    speaker: 0,
    source: 'three four.',
    translated: 'three four.-es',
    text: 'three four.-es',
    voice: null,
    take: 1,
    approved: false,
    recording: null,
    budget: { seconds: expect.closeTo(0.78), characters: 12 },
  })
  expect(state.timeline.languages[0]).toMatchObject({ language: 'es', complete: true })
  expect(state.timeline.languages[0]?.lines[1]?.slice(0, 4)).toEqual([2, 1, 1.6, 0])
})

test('a change is written at once, tells what is to be heard anew, and is spoken alone', async () => {
  await using reviewed = await openReviewed()
  const { review, fakes, script, apply } = reviewed
  const { line, changed } = await review.change('es', 3, { text: ' cinco ' })
  expect(line.text).toBe('cinco')
  expect(changed).toEqual([3])
  expect((await script()).lines[2]).toMatchObject({ text: 'cinco', translated: 'five six.-es' })
  const before = fakes.calls.speak.length
  expect(await apply()).toBe(null)
  expect(fakes.calls.speak.slice(before).map(({ text }) => text)).toEqual(['cinco'])
  expect((await review.state()).languages[0]).toMatchObject({ changed: [] })
  expect((await review.change('es', 3, { text: 'five six.-es' })).changed).toEqual([3])
})

test('a voice and a take are of one line, and the speaker’s own voice comes back', async () => {
  await using reviewed = await openReviewed()
  const { review, fakes, apply, script } = reviewed
  expect(await review.change('es', 1, { voice: 'es-2', take: 2 })).toMatchObject({ changed: [1] })
  expect(await apply()).toBe(null)
  expect(fakes.calls.speak.at(-1)).toMatchObject({ text: 'one two.-es', voice: 'es-2' })
  expect(await review.change('es', 1, { voice: null, take: 1 })).toMatchObject({ line: { voice: null, take: 1 } })
  expect(Object.keys((await script()).lines[0]!)).not.toContain('voice')
})

test('to approve changes no sound, and whoever words a line anew has yet to approve it', async () => {
  await using reviewed = await openReviewed()
  const { review } = reviewed
  await review.approveAll('es', true)
  const all = (await review.state()).languages[0]!
  expect(all.lines.map(({ approved }) => approved)).toEqual([true, true, true, true])
  expect(all.changed).toEqual([])
  expect(await review.change('es', 2, { text: 'tres' })).toMatchObject({ line: { approved: false }, changed: [2] })
  expect(await review.change('es', 2, { approved: true })).toMatchObject({ line: { text: 'tres', approved: true } })
})

test.each([
  ['es', 2, { text: '  ' }, 'Line 2 would have no words.'],
  ['es', 9, { text: 'nueve' }, 'There is no line 9.'],
  ['../es', 2, { text: 'tres' }, 'There is no script for "../es" in this job.'],
  ['fr', 2, { text: 'trois' }, 'There is no script for "fr" in this job.'],
])('what is no change of a line (%s, %i) is refused, and nothing written', async (language, line, change, message) => {
  await using reviewed = await openReviewed()
  const before = await reviewed.read('script.json')
  await expect(reviewed.review.change(language, line, change)).rejects.toThrow(message)
  expect(await reviewed.read('script.json')).toBe(before)
})

test('many changes at once are all there, in the order in which they were made', async () => {
  await using reviewed = await openReviewed()
  const { review, script } = reviewed
  const texts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  await Promise.all(texts.map((text, index) => review.change('es', (index % 4) + 1, { text })))
  expect((await script()).lines.map(({ text }) => text)).toEqual(['e', 'f', 'g', 'h'])
  expect(await readdir(reviewed.home.path)).not.toContainEqual(expect.stringContaining('.part-'))
})

test('what is edited while a run goes on is kept, and not yet heard', async () => {
  await using reviewed = await openReviewed()
  const { review, fakes, script, apply } = reviewed
  fakes.does.speak = async () => {
    await review.change('es', 4, { text: 'ocho' })
    await review.change('es', 2, { approved: true })
    return tone(0.4)
  }
  await review.change('es', 1, { text: 'uno' })
  expect(await apply()).toBe(null)
  expect((await script()).lines.map(({ text, approved }) => [text, approved])).toEqual([
    ['uno', undefined],
    ['three four.-es', true],
    ['five six.-es', undefined],
    ['ocho', undefined],
  ])
  expect((await review.state()).languages[0]?.changed).toEqual([4])
})

test('one run at a time; one that fails says why, and can be tried again', async () => {
  await using reviewed = await openReviewed()
  const { review, fakes, apply } = reviewed
  fakes.does.speak = async () => {
    expect(review.apply()).toBe(false)
    throw new Failure('auth', 'The key is refused.')
  }
  await review.change('es', 1, { text: 'uno' })
  expect(await apply()).toContain('The key is refused.')
  fakes.does.speak = async () => tone(0.4)
  expect(await apply()).toBe(null)
  expect((await review.state()).languages[0]?.trouble).toBe(null)
})

test('before anything is spoken, what was edited in either file is shown, and saved in both', async () => {
  await using reviewed = await openReviewed({ until: 'translate' })
  const { review, read, write, script, fakes, apply } = reviewed
  await write('script.srt', (await read('script.srt')).replace('three four.-es', 'tres'))
  const [spanish] = (await review.state()).languages
  expect(spanish).toMatchObject({ sound: null, changed: [], cast: [] })
  expect(spanish?.lines.map(({ text }) => text)).toEqual(['one two.-es', 'tres', 'five six.-es', 'seven eight.-es'])
  await review.change('es', 2, { text: 'tres, cuatro' })
  expect((await script()).lines[1]?.text).toBe('tres, cuatro')
  expect(await read('script.srt')).toContain('tres, cuatro')
  expect(await apply()).toBe(null)
  expect(fakes.calls.speak.map(({ text }) => text)).toContain('tres, cuatro')
})

test('a recording is put in the place of another one, and taken away', async () => {
  await using reviewed = await openReviewed()
  const { review, folder, apply, media } = reviewed
  media.does.listen = async (_track, { path, sampleRate }) => {
    const samples = new Float32Array(sampleRate / 2).map((_, at) => Math.sin(at / 20) / 3)
    await writeFile(path, writeWav(samples, sampleRate))
    return { samples: samples.length, sampleRate }
  }
  const lines = () => readdir(join(folder, 'es', 'lines'))
  const bytes = new Uint8Array(tone(0.5).bytes)
  const { line, changed } = await review.keepRecording('es', { line: 2, name: 'Mine.MP3', bytes })
  expect(await lines()).toEqual(['0002.mp3'])
  expect(line.recording).toEqual(expect.any(String))
  expect(changed).toEqual([2])
  await review.keepRecording('es', { line: 2, name: '../../evil.sh/..', bytes })
  expect(await lines()).toEqual(['0002.wav'])
  expect(await apply()).toBe(null)
  expect((await review.state()).languages[0]?.changed).toEqual([])
  expect(await review.dropRecording('es', 2)).toMatchObject({ line: { recording: null }, changed: [2] })
  expect(await lines()).toEqual([])
  await expect(review.keepRecording('es', { line: 9, name: 'x.wav', bytes })).rejects.toThrow('There is no line 9.')
})

test('what is no recording is refused, and what was there stays', async () => {
  await using reviewed = await openReviewed()
  const { review, folder, media } = reviewed
  const bytes = new Uint8Array([1, 2, 3])
  await review.keepRecording('es', { line: 2, name: 'x.wav', bytes })
  media.does.probe = async () => {
    throw new Failure('input', 'no audio')
  }
  const kept = review.keepRecording('es', { line: 2, name: 'notes.txt', bytes })
  await expect(kept).rejects.toThrow('"notes.txt" is no recording that can be read')
  expect(await readdir(join(folder, 'es', 'lines'))).toEqual(['0002.wav'])
})

test('where the recording that was dubbed is another one by now, nothing is worked out', async () => {
  await using reviewed = await openReviewed()
  await writeFile(reviewed.wish.file, 'another talk')
  await reviewed.review.change('es', 1, { text: 'uno' })
  expect(await reviewed.apply()).toContain('is not the recording of job')
})
