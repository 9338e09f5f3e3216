import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { apertium } from '../../src/providers/apertium.ts'
import { translatorContract } from '../contracts/translator.ts'
import { memoryScratch } from '../rig/memory-stores.ts'
import { toTranslate } from '../rig/texts-to-translate.ts'

const folder = await mkdtemp(join(tmpdir(), 'ytdub-apertium-'))
afterAll(() => rm(folder, { recursive: true }))

const scratchFolder = join(folder, 'scratch')
await mkdir(scratchFolder)
const files = memoryScratch(scratchFolder)
const scratch = (name: string) => files.path(name)
const calls = { signal: new AbortController().signal, progress: () => {}, scratch }
const translate = async (texts: readonly string[], to = 'es') =>
  (await apertium({}).translate(toTranslate(texts, 'en', to), calls)).texts

const fixture = {
  make: () => apertium({}),
  makeMissing: () => apertium({ program: '/nonexistent' }),
  scratch,
  from: 'en',
  unserved: { from: 'en', to: 'fr' },
  shortens: false,
  missing: { code: 'config', hint: 'ytdub setup' },
}

describe('Apertium keeps the contract, into Spanish', () => {
  translatorContract({ ...fixture, to: 'es', known: { text: 'The house is big.', says: /^La casa es grande\.$/ } })
})

describe('Apertium keeps the contract, into Catalan', () => {
  translatorContract({ ...fixture, to: 'ca', known: { text: 'The house is big.', says: /^La casa és gran\.$/ } })
})

test('words do not wander into the next line', async () => {
  expect(await translate(['my family', 'last line', 'the end'])).toEqual(['mi familia', 'última línea', 'el fin'])
})

test('unknown words come through without marks, and marks that were typed survive', async () => {
  const typed = '*bold* #tag @home C# a@b.org'
  const [unknown, marks] = await translate(['the frobnicator eats xyzzy', typed])
  expect(unknown).toBe('el frobnicator come xyzzy')
  expect(marks).toMatch(/^\*.*\* .*#.*@.* C# a@b\.org$/)
})

const CASES: readonly (readonly [string, string])[] = [
  ['Hello', 'Hola'],
  ['hello', 'hola'],
  ['hello.', 'hola.'],
  ['well,', 'bien,'],
  ['"Hello."', '"Hola."'],
  ['hello...', 'hola...'],
  ['  two\n lines ', 'dos líneas'],
  ['...', '...'],
  ['😀', '😀'],
  ['~ x ~', '~ x ~'],
  ['[3]', '[3]'],
  ['C:\\x [[y]]', 'C:\\x [[y]]'],
  ['a\u0000\u0007b', 'ab'],
]

test('keeps case, punctuation and odd characters as they were', async () => {
  const answers = await translate(CASES.map(([text]) => text))
  expect(answers).toEqual(CASES.map(([, translated]) => translated))
})

test('no spaces stand before a mark where none stood before', async () => {
  const [torn, meant] = await translate(['What are you doing that for?', 'So ... yes'])
  expect(torn).not.toMatch(/ \?/)
  expect(meant).toContain(' ...')
})

test('leaves nothing in the scratch folder', async () => {
  await translate(['Something that was said.'])
  expect(await readdir(scratchFolder)).toEqual([])
})

test('a pair that is not installed is named, with what to type', async () => {
  await mkdir(join(folder, 'modes'))
  const empty = apertium({ dataFolder: folder })
  const failure = {
    code: 'config',
    message: "Apertium's data from English to Esperanto are not installed.",
    hint: 'Install it with: ytdub setup --lang eo',
  }
  await expect(empty.translate(toTranslate(['x'], 'en-US', 'eo'), calls)).rejects.toMatchObject(failure)
  await expect(empty.ready?.('en', 'eo')).rejects.toMatchObject(failure)
  await expect(apertium({}).ready?.('en', 'ja')).rejects.toMatchObject({ code: 'input' })
  await expect(apertium({}).ready?.('en-GB', 'es-419')).resolves.toBeUndefined()
})

test('the model changes with what the pairs hold, and with nothing else', async () => {
  const modes = join(folder, 'modes')
  await mkdir(modes, { recursive: true })
  const model = () => apertium({ dataFolder: folder }).model()
  const none = await model()
  await writeFile(join(folder, 'bilingual.bin'), 'one')
  await writeFile(join(modes, 'eng-spa.mode'), `lt-proc '${folder}/bilingual.bin' | lt-proc $1`)
  const one = await model()
  expect(none).toMatch(/^\d[\d.]+$/)
  expect(one).toMatch(/^\d[\d.]+\+eng-spa-[0-9a-f]{8}$/)
  await writeFile(join(folder, 'unrelated.bin'), 'x')
  expect(await model()).toBe(one)
  await writeFile(join(folder, 'bilingual.bin'), 'two')
  expect(await model()).not.toBe(one)
})

test('a pipe that breaks is a failure, and no text is in it', async () => {
  await mkdir(join(folder, 'modes'), { recursive: true })
  await writeFile(join(folder, 'modes/eng-spa.mode'), "sed -u 's/.*/nothing/'")
  const silent = apertium({ dataFolder: folder }).translate(toTranslate(['SECRET'], 'en', 'es'), calls)
  await expect(silent).rejects.toMatchObject({
    code: 'vendor',
    message: 'Apertium (eng-spa) gave no translation of a line.',
  })
})

test('lines that come back torn are asked for again, one by one', async () => {
  await mkdir(join(folder, 'modes'), { recursive: true })
  // It gives all back, but the second record without its mark. (Apertium itself makes sed read records that NUL ends.)
  const seen = join(folder, 'seen')
  await writeFile(join(folder, 'modes/eng-spa.mode'), `sed -u -e 'w ${seen}' -e '2s/.[0-9]*.$//'`)
  const torn = apertium({ dataFolder: folder }).translate(toTranslate(['first', 'torn', 'last'], 'en', 'es'), calls)
  expect((await torn).texts).toEqual(['first', 'torn', 'last'])
  expect(await readFile(seen, 'utf8')).toBe('torn.[1]\0')
})
