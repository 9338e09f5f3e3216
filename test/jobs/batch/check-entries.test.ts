import { writeFile } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import { checkEntries } from '../../../src/jobs/batch/check-entries.ts'
import { openBatch } from './open-batch.ts'

const opened: AsyncDisposable[] = []
afterEach(async () => {
  for (const each of opened.splice(0)) await each[Symbol.asyncDispose]()
})

async function openChecked() {
  const batch = await openBatch()
  opened.push(batch)
  return batch
}

test('what can be dubbed passes, without a recording being read or anybody being asked', async () => {
  const { shop, entry, fakes } = await openChecked()
  await checkEntries([entry('a.mp3'), entry('b/a.mp3'), entry('missing.mp3', { languages: ['fr', 'de'] })], shop)
  expect(Object.values(fakes.calls).flat()).toEqual([])
})

test('a thousand files with the same flags are one question', async () => {
  const { shop, entry } = await openChecked()
  let asked = 0
  const counted = (name: string) => {
    asked += 1
    return shop.providers.synthesizer(name)
  }
  const files = Array.from({ length: 1000 }, (_, index) => entry(`${index}.mp3`))
  await checkEntries(files, { ...shop, providers: { ...shop.providers, synthesizer: counted } })
  expect(asked).toBe(1)
})

test.each([
  [
    'of one name in one folder',
    ['talk.mp3', {}],
    ['talk.wav', {}],
    /"talk\.mp3" \(row 1\) and "talk\.wav" \(row 2\) would both be delivered to .*talk\.dub/,
  ],
  [
    'of two folders under one',
    ['a/talk.mp3', { out: 'dubs' }],
    ['b/talk.mp3', { out: './dubs/' }],
    /would both be delivered/,
  ],
  ['that are the same file', ['talk.mp3', {}], ['./talk.mp3', { languages: ['fr'] }], /is there twice/],
] as const)('two files %s are refused', async (_how, one, other, message) => {
  const { shop, wish } = await openChecked()
  const [first, second] = [one, other].map(([file, own], index) => ({
    wish: { ...wish, file, ...own },
    place: `row ${index + 1}`,
  }))
  await expect(checkEntries([first!, second!], shop)).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringMatching(message),
    hint: expect.stringContaining('Nothing was begun'),
  })
})

test('one name under two folders is fine', async () => {
  const { shop, entry } = await openChecked()
  await checkEntries([entry('a/talk.mp3', { out: 'one' }), entry('b/talk.mp3', { out: 'two' })], shop)
})

test.each([
  ['a language that nobody knows', { languages: ['es', 'xx'] }, 'input', '"xx" is not a language'],
  ['a language without a voice', { languages: ['ko'] }, 'input', 'has no voice for Korean'],
  ['a voice that there is not', { voices: ['es=nobody'] }, 'usage', 'nobody'],
  ['no language', { languages: [] }, 'usage', 'Into which language?'],
  ['a glossary that is missing', { glossary: 'missing.csv' }, 'input', 'There is no glossary "missing.csv"'],
])('%s is told with its row, and so is every other', async (_what, own, code, message) => {
  const { shop, entry } = await openChecked()
  const rows = [entry('a.mp3', {}, 'row 1'), entry('b.mp3', own, 'row 2'), entry('c.mp3', own, 'row 3')]
  const failure = await checkEntries(rows, shop).catch((error: unknown) => error)
  expect(failure).toMatchObject({
    code,
    message: expect.stringContaining(message),
    hint: expect.stringMatching(/^row 3: /),
  })
  expect((failure as Error).message).toMatch(/^row 2: /)
  await expect(checkEntries([entry('b.mp3', own)], shop)).rejects.toMatchObject({
    code,
    message: expect.not.stringContaining('row'),
  })
})

test('a glossary is read as it is for one dub', async () => {
  const { shop, entry, home } = await openChecked()
  await writeFile(home.at('terms.csv'), 'term,es\n,abeja\n')
  await expect(checkEntries([entry('a.mp3', { glossary: home.at('terms.csv') }, 'row 9')], shop)).rejects.toMatchObject(
    {
      message: expect.stringMatching(/^row 9: .*terms\.csv", row 2/),
    },
  )
})
