import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { Script } from '../../src/dub/script.ts'
import { readEdits } from '../../src/jobs/edits.ts'
import { temporaryFolder } from '../rig/home.ts'

function script(texts: readonly string[]): Script {
  const lines = texts.map((text, index) => {
    return {
      id: index + 1,
      start: index,
      end: index + 1,
      speaker: 0,
      source: `s${index + 1}`,
      translated: `t${index + 1}`,
      text,
    }
  })
  return { script: 1, from: 'en', language: 'es', lines }
}

async function delivered(text: string) {
  const folder = await temporaryFolder()
  await mkdir(folder.at('es'))
  await writeFile(folder.at('es', 'script.json'), text)
  return folder
}

test('finds the lines that a person has worded anew, with the source that they are for', async () => {
  await using folder = await delivered(JSON.stringify(script(['t1', ' mine ', 't3'])))
  expect(await readEdits(folder.path, ['es', 'fr'])).toEqual({ es: { 2: { source: 's2', text: 'mine' } } })
})

test('spaces around a line are no edit, and neither is nothing', async () => {
  await using folder = await delivered(JSON.stringify(script([' t1', 't2\n'])))
  expect(await readEdits(folder.path, ['es'])).toEqual({})
  expect(await readEdits(folder.at('nowhere'), ['es'])).toEqual({})
})

test('finds the voices and takes that a person wants for single lines, and what they have approved', async () => {
  const { lines, ...rest } = script(['t1', 't2', 'mine', 't4'])
  const wishes = [{ voice: 'nestor' }, { take: 2, approved: false }, { approved: true }, { approved: true }]
  const asked = { ...rest, lines: lines.map((line, index) => ({ ...line, ...wishes[index] })) }
  await using folder = await delivered(JSON.stringify(asked))
  expect(await readEdits(folder.path, ['es'])).toEqual({
    es: {
      1: { source: 's1', voice: 'nestor' },
      2: { source: 's2', take: 2 },
      3: { source: 's3', text: 'mine', approved: true },
      4: { source: 's4', text: 't4', approved: true },
    },
  })
})

describe('a script that cannot be used is named, with what to type next', () => {
  test.each([
    ['no JSON', '{ "script": 1,', /is not JSON any more/],
    ['empty', '', /is not JSON any more/],
    ['another shape', '[]', /no script any more \(at its top\)/],
    ['a line without text', JSON.stringify(script(['t1'])).replace('"text":"t1"', '"text":7'), /at lines\.0\.text/],
    ['a take that is none', JSON.stringify(script(['t1'])).replace('"text":', '"take":0,"text":'), /at lines\.0\.take/],
    ['a line left without words', JSON.stringify(script(['t1', '  '])), /Line 2 of .* has no words/],
  ])('%s', async (_what, text, message) => {
    await using folder = await delivered(text)
    const failure = { code: 'input', message: expect.stringMatching(message), hint: expect.any(String) }
    await expect(readEdits(folder.path, ['es'])).rejects.toMatchObject(failure)
  })

  test('one that is there but cannot be read, which a delivery would write over', async () => {
    await using folder = await temporaryFolder()
    await mkdir(folder.at('es', 'script.json'), { recursive: true })
    await expect(readEdits(folder.path, ['es'])).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('script.json'),
    })
  })
})
