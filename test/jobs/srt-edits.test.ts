import { mkdir, writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import type { ScriptLine } from '../../src/dub/script.ts'
import { readEdits } from '../../src/jobs/edits.ts'
import { toScriptSrt } from '../../src/timing/script-srt.ts'
import { temporaryFolder } from '../rig/home.ts'

const LINES: readonly ScriptLine[] = ['a', 'b', 'c', 'd'].map((name, index) => {
  const translated = `t${name}`
  return {
    id: index + 1,
    start: index * 3,
    end: index * 3 + 2,
    speaker: 0,
    source: `s${name}`,
    translated,
    text: translated,
  }
})
/** Line 2 has a wording of an earlier run. */
const WORDED = LINES.map((line) => (line.id === 2 ? { ...line, text: 'mine', delivered: 'mine' } : line))

type Change = { readonly json?: Record<number, Partial<ScriptLine>>; readonly srt?: (srt: string) => string }

/** What is found after a person has changed one of both files, or both. */
async function found(lines: readonly ScriptLine[], { json = {}, srt = (text) => text }: Change) {
  await using folder = await temporaryFolder()
  await mkdir(folder.at('es'))
  const changed = lines.map((line) => ({ ...line, ...json[line.id] }))
  const script = { script: 1, from: 'en', language: 'es', lines: changed }
  await writeFile(folder.at('es', 'script.json'), JSON.stringify(script))
  await writeFile(folder.at('es', 'script.srt'), srt(toScriptSrt(lines)))
  return (await readEdits(folder.path, ['es']))['es']
}

describe('a line may be edited in script.srt as well as in script.json', () => {
  test('neither is no edit', async () => {
    expect(await found(LINES, {})).toBeUndefined()
    expect(await found(WORDED, {})).toEqual({ 2: { source: 'sb', text: 'mine' } })
  })

  test('the one that was changed counts', async () => {
    const mine = { 3: { source: 'sc', text: 'mine' } }
    expect(await found(LINES, { json: { 3: { text: 'mine' } } })).toEqual(mine)
    expect(await found(LINES, { srt: (srt) => srt.replace('tc', ' mine ') })).toEqual(mine)
    expect(await found(LINES, { json: { 3: { text: 'mine' } }, srt: (srt) => srt.replace('tc', 'mine') })).toEqual(mine)
  })

  test('each line for itself', async () => {
    const both = { json: { 1: { text: 'here' } }, srt: (srt: string) => srt.replace('td', 'there') }
    expect(await found(LINES, both)).toEqual({ 1: { source: 'sa', text: 'here' }, 4: { source: 'sd', text: 'there' } })
  })

  test('also of a line that was worded before, and where its translation is put back', async () => {
    const ours = { 2: { source: 'sb', text: 'ours' } }
    expect(await found(WORDED, { json: { 2: { text: 'ours' } } })).toEqual(ours)
    expect(await found(WORDED, { srt: (srt) => srt.replace('mine', 'ours') })).toEqual(ours)
    expect(await found(WORDED, { json: { 2: { text: 'tb' } } })).toBeUndefined()
    expect(await found(WORDED, { srt: (srt) => srt.replace('mine', 'tb') })).toBeUndefined()
  })

  test('what SubRip cannot hold is no edit', async () => {
    const lines = LINES.map((line) =>
      line.id === 1 ? { ...line, translated: 'a <b>c</b>', text: 'a <b>c</b>' } : line,
    )
    expect(await found(lines, {})).toBeUndefined()
  })

  test('wishes for its voice stand beside words from either', async () => {
    const change = { json: { 3: { voice: 'nestor', take: 2 } }, srt: (srt: string) => srt.replace('tc', 'mine') }
    expect(await found(LINES, change)).toEqual({ 3: { source: 'sc', text: 'mine', voice: 'nestor', take: 2 } })
  })
})

describe('what cannot be told is refused, with both files or the cue named', () => {
  const deleted = (srt: string) => srt.replace(/2\n.*\ntb\n\n/, '')
  const renumbered = (srt: string) => deleted(srt).replace(/^3$/m, '2').replace(/^4$/m, '3')
  test.each<[string, Change, RegExp]>([
    [
      'other words in each',
      { json: { 3: { text: 'mine' } }, srt: (srt) => srt.replace('tc', 'yours') },
      /^Line 3 has one wording in ".*script\.json" and another in ".*script\.srt"/,
    ],
    ['no words', { srt: (srt) => srt.replace('tb', '') }, /^Line 2 of ".*script\.srt" has no words/],
    ['a cue too few', { srt: deleted }, /^There is no cue 2 \(3\.0 s\) in ".*script\.srt"/],
    [
      'a cue too many',
      { srt: (srt) => `${srt}\n5\n00:00:12,000 --> 00:00:13,000\nmore\n` },
      /no line for cue 5 \(12\.0 s\)/,
    ],
    ['numbers that have moved', { srt: renumbered }, /^Cue 2 \(6\.0 s\) is not at its line, 3\.0 s/],
    [
      'a number twice',
      { srt: (srt) => srt.replace(/^3$/m, '2').replace('00:00:06,000', '00:00:04,900') },
      /two cues 2/,
    ],
    ['no number', { srt: (srt) => srt.replace(/^3\n/m, '') }, /^The cue at 6\.0 s has no number/],
    [
      'words after a blank line',
      { srt: (srt) => srt.replace('tb', 'tb\n\nand more') },
      /no cue after cue 2 \(3\.0 s\)/,
    ],
  ])('%s', async (_what, change, message) => {
    const failure = { code: 'input', message: expect.stringMatching(message), hint: expect.any(String) }
    await expect(found(LINES, change)).rejects.toMatchObject(failure)
  })

  test('another encoding, in which letters are lost', async () => {
    await using folder = await temporaryFolder()
    await mkdir(folder.at('es'))
    const script = { script: 1, from: 'en', language: 'es', lines: LINES }
    await writeFile(folder.at('es', 'script.json'), JSON.stringify(script))
    await writeFile(folder.at('es', 'script.srt'), Buffer.from(toScriptSrt(LINES).replace('tc', 'días'), 'latin1'))
    const message = expect.stringContaining('is not UTF-8 text any more')
    await expect(readEdits(folder.path, ['es'])).rejects.toMatchObject({ code: 'input', message })
  })

  test('script.srt alone, whose edits would be written over', async () => {
    await using folder = await temporaryFolder()
    await mkdir(folder.at('es'))
    await writeFile(folder.at('es', 'script.srt'), toScriptSrt(LINES))
    await expect(readEdits(folder.path, ['es'])).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('stands without its script.json'),
    })
  })
})
