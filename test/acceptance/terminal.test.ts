import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { newPerson, type Person, type Running, run, TALK } from '../rig/cli.ts'
import { cut } from '../rig/ffmpeg.ts'
import { heldProgram } from '../rig/held-program.ts'
import { fakeMachine } from '../setup/fake-machine.ts'

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

/** Starts a command line on a terminal of its own; `script` is part of every Debian and macOS. */
function startOnTerminal(args: readonly string[], searchPath = process.env['PATH'], columns = 100): Running {
  const env = { PATH: process.env['PATH'], HOME: person.folder, YTDUB_HOME: person.home, TERM: 'xterm-256color' }
  const line = [process.execPath, YTDUB, ...args].map((word) => `'${word}'`).join(' ')
  const shell = `stty cols ${columns}; PATH='${searchPath}' exec ${line}`
  return run('script', ['-qefc', shell, '/dev/null'], { cwd: person.folder, env, typed: true })
}

async function onTerminal(...args: readonly string[]): Promise<string> {
  const { out, code } = await startOnTerminal(args).ended
  expect(code).toBe(0)
  return out
}

const CTRL_C = '\u0003'

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

test('a terminal without a size gets lines, and Ctrl-C works there', async () => {
  await using listening = await heldProgram('pocketsphinx_continuous', '-infile')
  const running = startOnTerminal(['dub', 'short.wav', '--lang', 'es'], listening.searchPath, 0)
  const call = await listening.next()
  running.child.stdin?.write(CTRL_C)
  await running.seen('Finishing what is under way')
  running.child.stdin?.write(CTRL_C)
  const { out, code } = await running.ended
  await call.gone
  expect(code).toBe(130)
  expect(stripVTControlCharacters(out)).toMatch(/^es: stt \(listening to what is said\)\r?$/m)
  expect(out).not.toContain('█')
})

test('colours are left out with --no-color, and --quiet says nothing at all', async () => {
  await onTerminal('dub', 'short.wav', '--lang', 'es', '--quiet')
  expect(stripVTControlCharacters(await onTerminal('dub', 'short.wav', '--lang', 'es', '--quiet')).trim()).toBe('')
  expect(await onTerminal('jobs', '--no-color')).not.toContain('\u001B[')
})

test('Ctrl-C once and twice is answered above the rows, whole, and the terminal is left tidy', async () => {
  await using listening = await heldProgram('pocketsphinx_continuous', '-infile')
  const running = startOnTerminal(['dub', 'short.wav', '--lang', 'es,ca'], listening.searchPath)
  const call = await listening.next()
  running.child.stdin?.write(CTRL_C)
  await running.seen('Finishing what is under way')
  running.child.stdin?.write(CTRL_C)
  const { out, code } = await running.ended
  await call.gone
  expect(code).toBe(130)
  const rows = out.split(CURSOR_MOVES).map(stripVTControlCharacters)
  const resume = 'To go on: ytdub dub short.wav --lang es,ca'
  expect(rows).toContainEqual(expect.stringMatching(new RegExp(`Ctrl-C again stops now\\. ${resume}$`)))
  expect(rows).toContainEqual(expect.stringMatching(new RegExp(`Stopping now\\. .*${resume}$`)))
  expect(rows.filter((row) => row !== '').slice(-4)).toEqual([
    expect.stringMatching(/^Spanish .* listening/),
    expect.stringMatching(/^Catalan .* listening/),
    'Stopped. What was finished is kept.',
    resume,
  ])
  expect(out.lastIndexOf(`${ESCAPE}[?25h`)).toBeGreaterThan(out.lastIndexOf(`${ESCAPE}[?25l`))
  expect(out.lastIndexOf(`${ESCAPE}[?7h`)).toBeGreaterThan(out.lastIndexOf(`${ESCAPE}[?7l`))
})

test('Ctrl-C at the question of setup installs nothing and ends with 130 and a sentence', async () => {
  await using machine = await fakeMachine()
  await machine.program('apt-get', 'echo "$*" >> "$LOG"')
  await machine.program('sudo', 'echo "$*" >> "$LOG"')
  const running = startOnTerminal(['setup'], machine.searchPath)
  await running.seen('Install what is missing?')
  running.child.stdin?.write(CTRL_C)
  const { out, code } = await running.ended
  expect(code).toBe(130)
  expect(stripVTControlCharacters(out)).toMatch(/Stopped\. Nothing was installed\.\s*$/)
  expect(out).not.toContain('    at ')
  expect(await machine.diary()).toEqual([])
})
