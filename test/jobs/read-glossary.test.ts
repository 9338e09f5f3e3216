import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readGlossary } from '../../src/jobs/read-glossary.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'glossary-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function written(bytes: string | Uint8Array): Promise<string> {
  const file = join(folder, 'terms.csv')
  await writeFile(file, bytes)
  return file
}

test('a glossary is read', async () => {
  expect(await readGlossary(await written('\uFEFFterm,es\ncafé,cafetería\n'))).toEqual([
    { term: 'café', translations: { es: 'cafetería' }, said: {}, note: null, row: 2 },
  ])
})

test('a mistake in it names the file', async () => {
  const file = await written('term,es\n,x\n')
  await expect(readGlossary(file)).rejects.toMatchObject({
    code: 'input',
    message: `${JSON.stringify(file)}, row 2, column "term": the term is empty.`,
  })
})

test('what is not there, or no file, is told', async () => {
  await expect(readGlossary(join(folder, 'none.csv'))).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining('There is no glossary'),
  })
  await expect(readGlossary(folder)).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining('not a file'),
  })
})

test.for([
  ['Latin-1', Buffer.from('term,es\ncafé,x\n', 'latin1')],
  ['UTF-16', Buffer.from('\uFEFFterm,es\ncafe,x\n', 'utf16le')],
  ['no text at all', Buffer.from([0, 1, 2, 3])],
] as const)('%s is told with the mend', async ([, bytes]) => {
  await expect(readGlossary(await written(bytes))).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining('is not UTF-8 text'),
    hint: expect.stringContaining('CSV UTF-8'),
  })
})

test('a huge file is not even read', async () => {
  const file = await written('term\n')
  await truncate(file, 6_000_000)
  await expect(readGlossary(file)).rejects.toMatchObject({ message: expect.stringContaining('too large') })
})
