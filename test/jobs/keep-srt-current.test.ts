import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { readEdits } from '../../src/jobs/edits.ts'
import { keepSrtCurrent } from '../../src/jobs/keep-srt-current.ts'
import { temporaryFolder } from '../rig/home.ts'

test('a script.srt from before says what the new script.json says; none is made', async () => {
  await using folder = await temporaryFolder()
  const line = {
    id: 1,
    start: 0.5,
    end: 2,
    speaker: 0,
    source: 'hi',
    translated: 'hola',
    text: 'muy buenas',
    delivered: 'muy buenas',
  }
  for (const language of ['es', 'fr']) {
    await mkdir(folder.at(language))
    const script = { script: 1, from: 'en', language, lines: [line] }
    await writeFile(folder.at(language, 'script.json'), JSON.stringify(script))
  }
  await writeFile(folder.at('es', 'script.srt'), '1\n00:00:00,500 --> 00:00:02,000\nsomething of before\n')
  await keepSrtCurrent(folder.path, ['manifest.json', 'es/script.json', 'fr/script.json', 'es/talk-es.srt'])
  expect(await readFile(folder.at('es', 'script.srt'), 'utf8')).toBe('1\n00:00:00,500 --> 00:00:02,000\nmuy buenas\n')
  expect(await readdir(folder.at('fr'))).toEqual(['script.json'])
  expect(await readdir(folder.at('es'))).toHaveLength(2)
  expect(await readEdits(folder.path, ['es'])).toEqual({ es: { 1: { source: 'hi', text: 'muy buenas' } } })
})
