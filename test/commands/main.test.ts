import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newPerson, type Person } from '../rig/cli.ts'

const YTDUB = join(import.meta.dirname, '../../bin/ytdub')

let person: Person
beforeAll(async () => {
  person = await newPerson()
})
afterAll(() => person[Symbol.asyncDispose]())

describe('help', () => {
  test.each([
    [['help', 'dub'], '--max-rate'],
    [['dub', '--help'], '--max-cost <usd>'],
    [['jobs', '--help'], 'ytdub jobs show job_0123456789ab --why'],
    [['jobs', 'help', 'show'], '--why'],
    [['help', 'jobs'], 'list the jobs'],
  ])('%j tells of %s', async (args, part) => {
    const { code, out, err } = await person.ytdub(...args)
    expect({ code, out, err }).toEqual({ code: 0, out: expect.stringContaining(part), err: '' })
  })

  test('tells of every engine', async () => {
    expect((await person.ytdub('dub', '--help')).out).toMatch(/"auto",\s+"cloud",\s+"local",\s+"offline"/)
  })
})

test.each([[['--version']], [['-V']], [['--version', '--no-color']]])('%j is the version', async (args) => {
  expect(await person.ytdub(...args)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    err: '',
  })
})

test('the log file calls a command by the name that it has, wherever options stand', async () => {
  const { code } = await person.ytdub('jobs', '--json', 'show', 'job_0123456789ab', '--log-file', 'log.jsonl')
  expect(code).toBe(2)
  const lines = (await readFile(person.path('log.jsonl'), 'utf8')).trimEnd().split('\n')
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { event: 'command-started', command: 'jobs show' },
    { event: 'command-ended', command: 'jobs show', exit_code: 2 },
  ])
})

test.each([
  [['doctr'], 'Did you mean ytdub doctor?'],
  [['help', 'voise'], 'Did you mean ytdub voices?'],
  [['--json', 'lgoin'], 'Did you mean ytdub login?'],
  [['dub', 'talk.mp3', '--lnag', 'es'], 'Did you mean --lang?'],
  [['dub', 'fixture.mp3', '--lang', 'spanish'], 'Did you mean es (Spanish)?'],
])('%j is told what may have been meant', async (args, told) => {
  await writeFile(person.path('fixture.mp3'), 'no sound')
  const { code, out, err } = await person.ytdub(...args)
  expect([2, 3]).toContain(code)
  expect(out + err).toContain(told)
})

test.each([
  [['dub', 'talk.mp3', '--no-such-flag']],
  [['dub', 'talk.mp3', '--engine', 'best']],
  [['dub']],
  [[]],
  [['dub', 'talk.mp3']],
])('%j with --json is one line that says what is wrong', async (args) => {
  const { code, out } = await person.ytdub(...args, '--json')
  expect(code).toBe(2)
  expect(out).toMatch(/^[^\n]+\n$/)
  expect(JSON.parse(out)).toMatchObject({
    event: 'error',
    code: 'usage',
    message: expect.stringMatching(/^(?!error)./),
  })
})

describe('output that nobody takes', () => {
  const through = (line: string) => {
    const env = { PATH: process.env['PATH'], HOME: person.folder, YTDUB_HOME: person.home }
    const script = `set -o pipefail; ytdub() { '${process.execPath}' '${YTDUB}' "$@"; }; ${line}`
    const { status, stderr } = spawnSync('bash', ['-c', script], { cwd: person.folder, env, encoding: 'utf8' })
    return { status, stderr }
  }

  test('a word that is no command of a group is named, with those that there are', async () => {
    await using person = await newPerson()
    const { code, out, err } = await person.ytdub('jobs', 'wtach')
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain('no command "ytdub jobs wtach"')
    expect(err).toContain('Did you mean ytdub jobs watch?')
    expect(err).toContain('ytdub jobs show')
  })

  test.each(['ytdub languages | true', 'ytdub --version | true', 'ytdub help dub | true', 'ytdub jobs --json | true'])(
    '%s is no failure',
    (line) => {
      expect(through(line)).toEqual({ status: 0, stderr: '' })
    },
  )

  test('errors into a closed pipe keep their exit code', () => {
    expect(through('ytdub dub missing.mp3 --lang es 2>&1 | true')).toEqual({ status: 3, stderr: '' })
  })

  test.runIf(process.platform === 'linux')('a full disk is a failure, and said', () => {
    const { status, stderr } = through('ytdub languages > /dev/full')
    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringMatching(/^Error: The disk is full/) })
  })
})
