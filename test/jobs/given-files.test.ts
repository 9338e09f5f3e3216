import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { estimateJob } from '../../src/jobs/estimate-job.ts'
import type { DubWish } from '../../src/jobs/submit.ts'
import { workOn } from '../../src/jobs/work-on.ts'
import { openShop } from './open-shop.ts'

type Desk = Awaited<ReturnType<typeof openShop>>

const cue = (from: number, to: number, text: string) => `00:00:0${from},000 --> 00:00:0${to},500\n${text}\n`
const ENGLISH = `1\n${cue(0, 1, 'Good morning.')}\n2\n${cue(2, 3, 'Who is\nthere?')}`
const SPANISH = `1\n${cue(0, 1, 'Buenos días.')}\n2\n${cue(2, 3, '¿Quién anda ahí?')}`

async function given(shop: Desk, name: string, text: string): Promise<string> {
  const path = shop.home.at(name)
  await writeFile(path, text)
  return path
}

async function run(shop: Desk, wish: Partial<DubWish>) {
  const job = await shop.submit(wish)
  const { manifest } = await workOn(job, shop.shop, shop.control)
  return { job, manifest, dub: manifest?.languages[0] }
}

const json = async ({ folder }: Desk, name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'))

const asked = ({ fakes }: Desk) => [
  fakes.calls.transcribe.length,
  fakes.calls.translate.length,
  fakes.calls.speak.length,
]

describe('a transcript that is given', () => {
  test.each([
    ['SubRip', ENGLISH],
    ['WebVTT', `WEBVTT\n\n${ENGLISH.replaceAll(',', '.')}`],
    [
      'transcript.json',
      JSON.stringify({
        transcript: 1,
        language: 'en',
        lines: [
          { id: 5, start: 2, end: 3.5, speaker: 1, text: 'Who is there?' },
          { id: 2, start: 0, end: 1.5, speaker: 0, text: 'Good morning.' },
        ],
      }),
    ],
  ])('as %s is what is said; nobody transcribes', async (_format, text) => {
    await using shop = await openShop()
    const { manifest, dub } = await run(shop, { transcript: await given(shop, 'talk.srt', text) })
    expect(manifest).toMatchObject({
      status: 'complete',
      source: { language: 'en' },
      engine: { transcriber: { id: 'file' } },
    })
    expect(dub).toMatchObject({ lines: 2, usage: { stt_seconds: 0 } })
    expect(asked(shop)).toEqual([0, 1, 2])
    expect((await json(shop, 'transcript.json')).lines).toMatchObject([
      { start: 0, end: 1.5, text: 'Good morning.' },
      { start: 2, end: 3.5, text: 'Who is there?' },
    ])
    expect(shop.fakes.calls.speak.map(({ text: said }) => said)).toEqual(['Good morning.-es', 'Who is there?-es'])
  })

  test('of transcript.json keeps its ids and speakers, and says the language by itself', async () => {
    await using shop = await openShop()
    const lines = [{ id: 7, start: 1, end: 2, speaker: 1, text: 'Hello.' }]
    const file = await given(shop, 'talk.json', JSON.stringify({ transcript: 1, language: 'de', lines }))
    const { manifest } = await run(shop, { transcript: file, from: undefined, languages: ['es', 'en'] })
    expect(manifest).toMatchObject({
      source: { language: 'de' },
      languages: [{ voices: [{ speaker: 2, voice: 'es' }] }, {}],
    })
    expect((await json(shop, 'es/script.json')).lines).toMatchObject([{ id: 7, speaker: 1, source: 'Hello.' }])
  })

  test('is part of what is asked: another one is another job, the same one the same', async () => {
    await using shop = await openShop()
    const first = await shop.submit({ transcript: await given(shop, 'a.srt', ENGLISH) })
    const same = await shop.submit({ transcript: await given(shop, 'b.srt', ENGLISH) })
    const other = await shop.submit({ transcript: await given(shop, 'a.srt', ENGLISH.replace('Good', 'Bad')) })
    const none = await shop.submit()
    expect(same.id).toBe(first.id)
    expect(new Set([first.id, other.id, none.id]).size).toBe(3)
  })

  test('leaves nothing of transcription in an estimate, which is exact', async () => {
    await using shop = await openShop()
    const { request } = await shop.submit({ transcript: await given(shop, 'talk.srt', ENGLISH) })
    const estimate = await estimateJob(request, shop.shop, shop.control)
    expect(estimate).toMatchObject({
      exact: true,
      calls: [
        { stage: 'translate', made: 1 },
        { stage: 'speak', made: 2 },
      ],
    })
  })

  test.each<[string, string, Partial<DubWish>, string, RegExp]>([
    ['in no language', ENGLISH, { from: undefined }, 'usage', /^In which language is the transcript "given.txt"/],
    ['without a caption', 'hello', {}, 'input', /has no captions/],
    [
      'with times that run back',
      `1\n${cue(3, 0, 'a').replace('00,500', '00,100')}`,
      {},
      'input',
      /the cue at 3\.000 s ends before it begins/,
    ],
    [
      'in another language than said',
      '{"transcript":1,"language":"de","lines":[{"id":1,"start":0,"end":1,"speaker":0,"text":"a"}]}',
      {},
      'usage',
      /is in de, and --from says en/,
    ],
    ['that is no transcript', '{"transcript":2}', {}, 'input', /no transcript \(at transcript\)/],
    [
      'with a line twice',
      '{"transcript":1,"language":"en","lines":[{"id":1,"start":0,"end":1,"speaker":0,"text":"a"},{"id":1,"start":2,"end":3,"speaker":0,"text":"b"}]}',
      {},
      'input',
      /^Line 1 of the transcript .* is there twice/,
    ],
    [
      'with a line of no words',
      '{"transcript":1,"language":"en","lines":[{"id":4,"start":0,"end":1,"speaker":0,"text":" "}]}',
      {},
      'input',
      /^Line 4 of the transcript .* has no words/,
    ],
    ['that is broken JSON', '{', {}, 'input', /is not JSON/],
  ])('%s is refused', async (_what, text, wish, code, message) => {
    await using shop = await openShop()
    const transcript = await given(shop, 'given.txt', text)
    const failure = { code, message: expect.stringMatching(message), hint: expect.any(String) }
    await expect(shop.submit({ transcript, ...wish })).rejects.toMatchObject(failure)
  })

  test('that is not there, or no text, is refused', async () => {
    await using shop = await openShop()
    await expect(shop.submit({ transcript: 'no.srt' })).rejects.toMatchObject({
      message: 'There is no transcript "no.srt".',
    })
    const latin = shop.home.at('latin.srt')
    await writeFile(latin, Buffer.from(ENGLISH.replace('Good', 'Gööd'), 'latin1'))
    await expect(shop.submit({ transcript: latin })).rejects.toMatchObject({
      message: expect.stringContaining('UTF-8'),
    })
  })

  test('of another recording is refused before anybody is asked; an end beyond the recording’s is cut off', async () => {
    await using shop = await openShop()
    const late = await given(shop, 'late.srt', `1\n${cue(4, 5, 'too late')}`)
    await expect(run(shop, { transcript: late })).rejects.toMatchObject({
      code: 'input',
      message: 'Line 1 of the transcript begins at 4.0 s, and the recording ends at 4.0 s.',
    })
    expect(asked(shop)).toEqual([0, 0, 0])
    const long = await given(shop, 'long.srt', `1\n${cue(3, 9, 'goes on')}`)
    await run(shop, { transcript: long })
    expect((await json(shop, 'transcript.json')).lines).toMatchObject([{ start: 3, end: 4 }])
  })
})

describe('a translation that is given', () => {
  test('is spoken; nobody translates, and nobody words it shorter', async () => {
    await using shop = await openShop()
    shop.fakes.does.shorten = async () => {
      throw new Failure('internal', 'It is a person’s own wording.')
    }
    const slow = `1\n${cue(0, 0, 'uno')}\n2\n${cue(1, 1, 'dos')}\n3\n${cue(2, 2, 'tres')}\n4\n${cue(3, 3, 'cuatro')}`
    const { manifest, dub } = await run(shop, { scripts: [`es=${await given(shop, 'talk.es.srt', slow)}`] })
    expect(manifest).toMatchObject({ status: 'complete', engine: { translator: { id: 'file' } } })
    expect(dub).toMatchObject({ usage: { llm_input_tokens: 0 }, warnings: [] })
    expect(asked(shop)).toEqual([1, 0, 4])
    expect((await json(shop, 'es/script.json')).lines[3]).toMatchObject({ text: 'cuatro', translated: 'cuatro' })
  })

  test('with its transcript needs neither, nor their keys; another language has its translator', async () => {
    await using shop = await openShop()
    const files = {
      transcript: await given(shop, 'talk.srt', ENGLISH),
      scripts: [`es=${await given(shop, 'talk.es.srt', SPANISH)}`],
    }
    const nobody = { ...shop.shop.providers, transcriber: absent, translator: absent }
    const providers = { ...shop.shop, providers: nobody }
    const job = await shop.submit(files)
    await workOn(job, providers, shop.control)
    expect(asked(shop)).toEqual([0, 0, 2])
    expect(shop.fakes.calls.speak.map(({ text }) => text)).toEqual(['Buenos días.', '¿Quién anda ahí?'])
    await run(shop, { ...files, languages: ['es', 'fr'] })
    expect(shop.fakes.calls.translate).toEqual(['fr'])
  })

  test('may be given for several languages, with commas in names of files', async () => {
    await using shop = await openShop()
    const [one, two] = [await given(shop, 'one, two.srt', SPANISH), await given(shop, 'fr.srt', SPANISH)]
    const { request } = await shop.submit({ languages: ['es', 'fr'], scripts: [`es=${one},FR=${two}`] })
    expect(Object.entries(request.scripts ?? {}).map(([tag, { name }]) => [tag, name])).toEqual([
      ['es', 'one, two.srt'],
      ['fr', 'fr.srt'],
    ])
  })

  test('may be edited in script.json afterwards', async () => {
    await using shop = await openShop()
    const files = {
      transcript: await given(shop, 'talk.srt', ENGLISH),
      scripts: [`es=${await given(shop, 'talk.es.srt', SPANISH)}`],
    }
    await run(shop, files)
    const path = join(shop.folder, 'es/script.json')
    await writeFile(path, (await readFile(path, 'utf8')).replace('"text": "Buenos días."', '"text": "Buenas."'))
    await run(shop, files)
    expect(shop.fakes.calls.speak.at(-1)).toMatchObject({ text: 'Buenas.' })
    expect(asked(shop)).toEqual([0, 0, 3])
  })

  test('that leaves lines without words is refused, with the lines; before anybody is asked where the transcript is known', async () => {
    await using shop = await openShop()
    const files = {
      transcript: await given(shop, 'talk.srt', ENGLISH),
      scripts: [`es=${await given(shop, 'talk.es.srt', `1\n${cue(0, 1, 'Buenos días.')}`)}`],
    }
    const message = 'Line 2 (2.0–3.5 s) has no cue in "talk.es.srt".'
    await expect(run(shop, files)).rejects.toMatchObject({ code: 'input', message })
    expect(asked(shop)).toEqual([0, 0, 0])
    const { dub } = await run(shop, { scripts: files.scripts })
    expect(dub).toMatchObject({ status: 'error', error: expect.stringContaining('have no cue in "talk.es.srt"') })
    expect(asked(shop)).toEqual([1, 0, 0])
  })

  test('says what stands at no line', async () => {
    await using shop = await openShop()
    const transcript = await given(shop, 'talk.srt', ENGLISH)
    const es = await given(shop, 'talk.es.srt', `${SPANISH}\n3\n00:00:03,600 --> 00:00:03,900\n(risas)\n`)
    const { dub } = await run(shop, { transcript, scripts: [`es=${es}`] })
    expect(dub?.warnings).toEqual(['What "talk.es.srt" says at 3.6–3.9 s stands at no line, and is left out.'])
  })

  test.each<[string, string, RegExp]>([
    ['without its language', 'talk.es.srt', /does not say which language/],
    ['for a language that is not asked for', 'fr=talk.es.srt', /fr is not among the languages of --lang/],
    ['twice', 'es=talk.es.srt,es=talk.es.srt', /names es twice/],
    ['for no language', 'xx=talk.es.srt', /not a language that ytdub knows/],
    ['that is not there', 'es=nothing.srt', /There is no script "nothing\.srt"/],
  ])('%s is refused', async (_what, text, message) => {
    await using shop = await openShop()
    const file = await given(shop, 'talk.es.srt', SPANISH)
    await expect(shop.submit({ scripts: [text.replaceAll('talk.es.srt', file)] })).rejects.toThrow(message)
  })
})

function absent(): never {
  throw new Failure('auth', 'There is no key.')
}
