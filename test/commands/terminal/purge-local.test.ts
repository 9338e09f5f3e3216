import { InvalidArgumentError } from 'commander'
import { describe, expect, test } from 'vitest'
import { byteCount } from '../../../commands/terminal/byte-count.ts'
import { purgeAge } from '../../../commands/terminal/purge-age.ts'
import { localPurge, purgedInShort, purgedJson } from '../../../commands/terminal/purge-local.ts'
import { noteSize } from '../../../commands/terminal/size-note.ts'

test.each([
  ['30m', 0.5],
  ['48h', 48],
  ['7d', 168],
  [' 1.5h ', 1.5],
  ['0m', 0],
])('%j is an age of %d hours', (text, hours) => {
  expect(purgeAge(text)).toBe(hours * 3_600_000)
})

test.each(['', '48', 'h', '-1h', '2w', '1h30m', 'now', '1e3h'])('%j is no age', (text) => {
  expect(() => purgeAge(text)).toThrow(InvalidArgumentError)
})

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [13_100, '13.1 kB'],
  [40_250_000, '40.3 MB'],
  [20_000_000_001, '20.00 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(byteCount(bytes)).toBe(text)
})

describe('what goes from this machine', () => {
  const none = { count: 0, bytes: 0 }
  const goes = { answers: { count: 2, bytes: 500 }, blobs: { count: 1, bytes: 3_000_000 }, temporary: none }
  const redo = { calls: 0, usd: 0, exact: true }

  test('stands in a table by kind, with the sum', () => {
    const [head, ...rows] = localPurge({ goes, redo }).split('\n')
    expect(head).toMatch(/^What +Number +Size$/)
    expect(rows.slice(0, 4)).toEqual([
      expect.stringMatching(/^answered steps +2 +500 bytes$/),
      expect.stringMatching(/^recordings and other files of steps +1 +3\.0 MB$/),
      expect.stringMatching(/^unfinished files of runs that are gone +0 +0 bytes$/),
      expect.stringMatching(/^in all +3\.0 MB$/),
    ])
  })

  test.each([
    [redo, 'To work it out again costs time alone.'],
    [{ calls: 3, usd: 0, exact: true }, 'To work it out again costs time alone.'],
    [{ calls: 3, usd: 1.234, exact: true }, '3 answers of providers. To ask again would cost $1.23 (prices as of'],
    [{ calls: 1, usd: 0, exact: false }, '1 answer of a provider. To ask again would cost at least $0.0000 (prices'],
  ])('says of %j what it would cost', (cost, text) => {
    expect(localPurge({ goes, redo: cost })).toContain(text)
  })

  test('in a sentence leaves out what there is none of', () => {
    expect(purgedInShort(goes)).toBe('2 answers and 1 file of steps: 3.0 MB')
    expect(purgedInShort({ answers: none, blobs: none, temporary: { count: 2, bytes: 10 } })).toBe(
      'what 2 runs left unfinished: 10 bytes',
    )
    expect(purgedInShort({ answers: none, blobs: none, temporary: none })).toBe('nothing')
    expect(purgedJson(goes)).toEqual({ ...goes, bytes: 3_000_500 })
  })
})

describe('a home that has grown', () => {
  const note = async (bytes: number, homeLimit: number | undefined, quiet = false) => {
    const said: string[] = []
    let asked = 0
    const size = async () => {
      asked += 1
      return bytes
    }
    const streams = { err: (text: string) => void said.push(text) } as Parameters<typeof noteSize>[1]['streams']
    const config = { home: '/data/ytdub', ...(homeLimit !== undefined && { homeLimit }) }
    await noteSize({ housekeeping: { size } }, { streams, manner: { json: false, quiet, verbose: false }, config })
    return { said: said.join(''), asked }
  }

  test('is told of above its limit, 20 GB unless it is set', async () => {
    expect((await note(20e9, undefined)).said).toBe('')
    expect((await note(20e9 + 1e7, undefined)).said).toBe(
      'Note: /data/ytdub takes 20.01 GB, more than the 20 GB of the setting homeLimit.\nTo see what can go: ytdub purge --dry-run\n',
    )
    expect((await note(6e9, 5)).said).toContain('more than the 5 GB')
  })

  test('is not looked at where nobody wants to know', async () => {
    expect(await note(1e12, 0)).toEqual({ said: '', asked: 0 })
    expect(await note(1e12, 1, true)).toEqual({ said: '', asked: 0 })
  })
})
