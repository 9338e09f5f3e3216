import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newPerson, type Person, run, TALK } from '../rig/cli.ts'
import { cut } from '../rig/ffmpeg.ts'

const YTDUB = join(import.meta.dirname, '../../bin/ytdub')

const ESCAPE = '\u001B'
/** Where a new row begins: line ends, and sequences that move the cursor. */
const CURSOR_MOVES = new RegExp(`[\\r\\n]+|${ESCAPE}\\[\\d*(?:;\\d*)?[A-H]`)

let person: Person
beforeEach(async () => {
  person = await newPerson()
  cut(TALK, person.path('short.wav'), 8.9, 4)
})
afterEach(() => person[Symbol.asyncDispose]())

/** Runs a command line on a terminal of its own; `script` is part of every Debian and macOS. */
async function onTerminal(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], HOME: person.folder, YTDUB_HOME: person.home, TERM: 'xterm-256color' }
  const line = [process.execPath, YTDUB, ...args].map((word) => `'${word}'`).join(' ')
  const { out, code } = await run('script', ['-qefc', `stty cols 100; ${line}`, '/dev/null'], {
    cwd: person.folder,
    env,
  }).ended
  expect(code).toBe(0)
  return out
}

test('a row for each language moves to its end, a table follows, and the terminal is left tidy', async () => {
  const screen = await onTerminal('dub', 'short.wav', '--lang', 'es,ca')
  const text = stripVTControlCharacters(screen)
  expect(text).toMatch(/Spanish +[█░]+ +\d+% listening/)
  expect(text).toMatch(/Catalan +█+ 100% done/)
  expect(text).toMatch(/es +5 +0:04 +1 /)
  expect(text.match(/Draft quality/g)).toHaveLength(2)
  expect(screen.lastIndexOf('\u001B[?25h')).toBeGreaterThan(screen.lastIndexOf('\u001B[?25l'))
  const rows = screen.split(CURSOR_MOVES).map(stripVTControlCharacters)
  expect(rows.filter((row) => row.length > 100)).toEqual([])
})

test('colours are left out with --no-color, and --quiet says nothing at all', async () => {
  await onTerminal('dub', 'short.wav', '--lang', 'es', '--quiet')
  expect(stripVTControlCharacters(await onTerminal('dub', 'short.wav', '--lang', 'es', '--quiet')).trim()).toBe('')
  expect(await onTerminal('jobs', '--no-color')).not.toContain('\u001B[')
})
