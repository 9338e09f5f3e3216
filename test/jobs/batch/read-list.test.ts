import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { findItems } from '../../../src/jobs/batch/find-items.ts'
import { temporaryFolder } from '../../rig/home.ts'

async function itemsOf(name: string, text: string) {
  await using home = await temporaryFolder()
  await writeFile(home.at(name), text)
  const items = await findItems([home.at(name)])
  return JSON.parse(JSON.stringify(items).replaceAll(home.path, '~'))
}

const BOTH = [
  {
    file: '~/talk.mp3',
    place: expect.stringMatching(/list\..+, row \d$/),
    own: {
      languages: ['es', 'fr'],
      from: 'en',
      background: '~/music.wav',
      voices: ['es=celeste', 'es:2=nestor'],
      glossary: '/terms.csv',
      out: '~/dubs',
    },
  },
  { file: '/other.mp4', place: expect.any(String), own: {} },
]

test.each([
  ['commas', ','],
  ['semicolons', ';'],
  ['tabs', '\t'],
])('CSV with %s: what a row says is for its file alone, its paths are relative to the list', async (_name, mark) => {
  const rows = [
    ['File', 'languages', 'from', 'background', 'voice', 'glossary', 'out'],
    ['talk.mp3', '"es, fr"', 'en', 'music.wav', '"es=celeste,es:2=nestor"', '/terms.csv', 'dubs'],
    [],
    ['/other.mp4', '', '', '', '', '', ''],
  ]
  expect(await itemsOf('list.csv', `\uFEFF${rows.map((row) => row.join(mark)).join('\r\n')}\r\n`)).toEqual(BOTH)
})

test('JSON lines say the same, as texts or lists, and as flags are called', async () => {
  const first = {
    file: 'talk.mp3',
    lang: ['es', 'fr'],
    from: 'en',
    background: 'music.wav',
    glossary: '/terms.csv',
    out: 'dubs',
  }
  const text = [JSON.stringify({ ...first, voices: 'es=celeste es:2=nestor' }), '', '{"file": "/other.mp4"}'].join('\n')
  expect(await itemsOf('list.jsonl', text)).toEqual(BOTH)
})

test.each([
  ['list.csv', 'talk.mp3,es\n', '"~/list.csv", row 1: the first row must name the columns, and one of them "file".'],
  ['list.csv', 'file,languages\ntalk.mp3,es,fr\n', '"~/list.csv", row 2: there are 3 cells under 2 columns.'],
  ['list.csv', 'file,colour\n\na.mp3,\nb.mp3,red\n', '"~/list.csv", row 4: there is no field "colour".'],
  ['list.csv', 'file,out\n,dubs\n', '"~/list.csv", row 2: file: it is missing.'],
  ['list.csv', 'file\n"a.mp3\n', '"~/list.csv", row 2: the quotes do not match.'],
  ['list.jsonl', '{"file":"a.mp3"}\n{"file":\n', '"~/list.jsonl", row 2: it is not JSON.'],
  ['list.jsonl', '["a.mp3"]\n', '"~/list.jsonl", row 1: it is no object.'],
  ['list.jsonl', '{"file":7}\n', '"~/list.jsonl", row 1: file: it is to be a text.'],
  [
    'list.jsonl',
    '{"file":"a.mp3","languages":7}\n',
    '"~/list.jsonl", row 1: languages: it is to be a text, or a list of texts.',
  ],
  ['list.jsonl', '{"constructor":"a.mp3"}\n', '"~/list.jsonl", row 1: file: it is missing.'],
])('%s %j is refused', async (name, text, message) => {
  const error = await itemsOf(name, text).catch((failure: Error) => failure)
  expect(error).toMatchObject({ code: 'input' })
  expect((error as Error).message.replace(/"[^"]*\/(list\.\w+)"/, '"~/$1"')).toBe(message)
})

test('names every wrong row, ten at the most', async () => {
  const rows = Array.from({ length: 14 }, () => '{"fiel":"a.mp3"}')
  const { hint = '' } = await itemsOf('list.jsonl', rows.join('\n')).catch((failure: { hint: string }) => failure)
  const lines = hint.split('\n')
  expect(lines.filter((line: string) => line.includes(', row '))).toHaveLength(9)
  expect(lines.slice(-3)).toEqual(['And 4 more.', expect.stringContaining('Fields are file'), 'Nothing was begun.'])
})
