import { describe, expect, test } from 'vitest'
import { checkRequest } from '../../src/jobs/fleet/check-request.ts'
import { ANN, type FakeService, mp3, openFakeService } from '../rig/fake-service.ts'
import { ask, told } from './ask.ts'

const ID = 'job_0123456789ab'

async function submit(service: FakeService, more: object): Promise<Response> {
  const body = { job_id: ID, voice_track_uploaded: true, languages: ['es'], ...more }
  return ask(service, 'POST /api/jobs', { body })
}

function many<Value>(count: number, value: (index: number) => Value): Record<string, Value> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, value(index)]))
}

const BAD_TERM = { term: 'hive', translations: many(40, () => '') }
const FLOODS: readonly (readonly [string, object, string])[] = [
  ['voices', { options: { voices: many(60_000, () => '') } }, 'options.voices'],
  ['bad voices, no more than may be', { options: { voices: many(500, () => '') } }, 'options.voices.k0'],
  [
    'bad translations',
    { options: { glossary: Array.from({ length: 4999 }, () => BAD_TERM) } },
    'options.glossary.0.translations.k0',
  ],
  [
    'translations',
    { options: { glossary: [{ term: 'x', translations: many(60_000, () => '') }] } },
    'options.glossary.0.translations',
  ],
  ['terms', { options: { glossary: Array.from({ length: 100_000 }, () => ({})) } }, 'options.glossary'],
  ['languages', { languages: Array.from({ length: 200_000 }, () => 'xx') }, 'languages'],
  ['languages with edits', { options: { edits: many(60_000, () => ({})) } }, 'options.edits'],
  ['edited lines', { options: { edits: { es: many(60_000, () => 1) } } }, 'options.edits'],
  [
    'edited lines of many languages',
    { options: { edits: Object.fromEntries(['es', 'fr', 'de'].map((tag) => [tag, many(7000, () => 1)])) } },
    'options.edits',
  ],
  ['bad edited lines', { options: { edits: { es: many(19_000, () => 1) } } }, 'options.edits.es.k0'],
  ['fields that are none', many(20_000, () => 1), 'k0'],
]

describe('a body with a flood of', () => {
  test.each(FLOODS)('%s is answered with the first of what is wrong', async (_, more, field) => {
    await using service = await openFakeService()
    const response = await submit(service, more)
    const text = await response.text()
    expect(response.status).toBe(400)
    const { details } = JSON.parse(text) as { details: { field: string }[] }
    expect(details[0]?.field).toBe(field)
    expect(details.length).toBeLessThanOrEqual(50)
    expect(text.length).toBeLessThan(40_000)
  })
})

describe('a text that no database keeps', () => {
  const bad = (text: string): readonly (readonly [object, string])[] => [
    [{ context: text }, 'options.context'],
    [{ voices: { es: text } }, 'options.voices.es'],
    [{ glossary: [{ term: text }] }, 'options.glossary.0.term'],
    [{ glossary: [{ term: 'x', note: text }] }, 'options.glossary.0.note'],
    [{ glossary: [{ term: 'x', said: { es: text } }] }, 'options.glossary.0.said.es'],
    [{ glossary: [{ term: 'x', translations: { es: text } }] }, 'options.glossary.0.translations.es'],
    [{ edits: { es: { '1': { source: text, text: 'x' } } } }, 'options.edits.es.1.source'],
    [{ edits: { es: { '1': { source: 'x', text } } } }, 'options.edits.es.1.text'],
    [{ voices: { [text]: 'x' } }, `options.voices.${shown(text)}`],
    [{ glossary: [{ term: 'x', said: { [text]: 'y' } }] }, `options.glossary.0.said.${shown(text)}`],
    [{ edits: { [text]: {} } }, `options.edits.${shown(text)}`],
  ]
  const shown = (text: string) => text.toWellFormed().replaceAll('\0', '\u{fffd}')

  test.each([...bad('a\0b'), ...bad('a\u{d83d}b')])('is refused by name: %j', async (options, field) => {
    await using service = await openFakeService()
    const response = await submit(service, { options })
    expect([response.status, await told(response)]).toMatchObject([400, { error: 'validation', details: [{ field }] }])
  })
})

test.each(['0', '01', '-1', '1.5', '1000000000'])('an edit of line %s is refused at once', async (line) => {
  await using service = await openFakeService()
  const response = await submit(service, { options: { edits: { es: { [line]: { source: 'a', text: 'b' } } } } })
  const field = `options.edits.es.${line}`
  expect([response.status, await told(response)]).toMatchObject([400, { details: [{ field }] }])
})

test('whatever is taken at its largest, a worker takes as well', async () => {
  await using service = await openFakeService()
  const path = `uploads/${ANN}/${ID}/voice_track.mp3`
  service.objects.set(path, mp3())
  service.put({ id: ID, voiceTrack: { path, name: `${'n'.repeat(251)}.mp3` } })
  const long = 'é'.repeat(10_000)
  const tags = Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`l${index}`, 'x']))
  const options = {
    context: long,
    max_rate: 2,
    keep_original: -12,
    take: 1000,
    glossary: [
      { term: long, translations: tags, said: { '*': long }, note: long },
      ...Array.from({ length: 4999 }, () => ({ term: 'x' })),
    ],
    edits: { es: { '1': { source: '', text: long }, '999999999': { source: long, text: '👍' } } },
  }
  expect((await submit(service, { options, languages: ['es', 'fr'] })).status).toBe(201)
  const { request } = service.rows.get(ID)!
  expect(checkRequest({ id: ID, request })).toEqual(request)
})
