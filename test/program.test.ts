import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { loadConfig } from '../src/config.ts'
import { runProgram } from '../src/program.ts'
import { settled } from './rig/held.ts'
import { temporaryFolder } from './rig/home.ts'
import { isThere } from './rig/processes.ts'

const SOON = 15_000
afterEach(() => vi.unstubAllEnvs())

const signal = new AbortController().signal
const node = (script: string, options: Partial<Parameters<typeof runProgram>[2]> = {}) => {
  return runProgram(process.execPath, ['--eval', script], { signal, ...options })
}

describe('a program', () => {
  test('gives back what it wrote, byte for byte, whatever its exit code', async () => {
    const { stdout, stderr, exitCode } = await node(`
      process.stdout.write(Buffer.from([0, 255, 13, 10, 10]))
      process.stderr.write('grüße\\n')
      process.exitCode = 3`)
    expect(Buffer.from(stdout)).toEqual(Buffer.from([0, 255, 13, 10, 10]))
    expect([stderr, exitCode]).toEqual(['grüße\n', 3])
  })

  test('reads its texts from standard input, never from its arguments', async () => {
    const echo = 'process.stdin.pipe(process.stdout)'
    for (const input of ['', 'a secret: 日本語\n', Buffer.from([0, 1, 255]), 'long '.repeat(100_000)]) {
      const { stdout } = await node(echo, { input })
      expect(Buffer.from(stdout).equals(Buffer.from(input))).toBe(true)
    }
    expect(Buffer.from((await node(echo)).stdout).toString()).toBe('')
  })

  test('that does not read its input ends all the same', async () => {
    expect((await node('process.exit(0)', { input: 'x'.repeat(5_000_000) })).exitCode).toBe(0)
  })

  test('takes arguments as they are: no shell reads them', async () => {
    const args = ['$(id)', '; rm -rf x', '*', "it's", 'a  b', '']
    const { stdout } = await runProgram(
      process.execPath,
      ['--eval', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...args],
      { signal },
    )
    expect(JSON.parse(Buffer.from(stdout).toString())).toEqual(args)
  })

  test('tells its lines while it runs, cut anywhere', async () => {
    const lines: string[] = []
    const { stdout } = await node(
      `const bytes = Buffer.from('eins\\nzwölf\\n\\nohne Ende')
       for (const byte of bytes) require('node:fs').writeSync(1, Buffer.from([byte]))`,
      { onLine: (line) => lines.push(line) },
    )
    expect(lines).toEqual(['eins', 'zwölf', '', 'ohne Ende'])
    expect(Buffer.from(stdout).toString()).toBe('eins\nzwölf\n\nohne Ende')
  })

  test('stands in a group of its own, so that Ctrl-C does not reach it', async () => {
    // There is a group that bears the program's number: only its leader has one.
    const own = await runProgram('sh', ['-c', 'kill -0 -$$ && echo leader'], { signal })
    expect(Buffer.from(own.stdout).toString()).toBe('leader\n')
  })
})

test('a program is given the environment, but no key', async () => {
  vi.stubEnv('DEEPGRAM_API_KEY', 'secret')
  vi.stubEnv('OPENAI_API_KEY', 'secret')
  vi.stubEnv('OTHER', 'passed on')
  await loadConfig(process.env, import.meta.dirname) // Takes the keys out of the environment.
  const { stdout } = await node('console.log(JSON.stringify(process.env))')
  const given = JSON.parse(Buffer.from(stdout).toString()) as Record<string, string>
  expect(given).toMatchObject({ OTHER: 'passed on' })
  expect(Object.keys(given).filter((name) => name.endsWith('_API_KEY'))).toEqual([])
})

describe('a program that ends with us', () => {
  const withUs = { signal, endsWithUs: true }

  test.runIf(process.platform === 'linux')('is gone when ytdub is killed', { timeout: SOON }, async () => {
    const ours = `
      import { runProgram } from ${JSON.stringify(import.meta.resolve('../src/program.ts'))}
      await runProgram('sh', ['-c', 'echo $$; exec sleep 600'], {
        signal: new AbortController().signal,
        endsWithUs: true,
        onLine: (line) => console.log(line),
      })`
    const ytdub = spawn(process.execPath, ['--input-type=module', '--eval', ours], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = (await once(ytdub.stdout, 'data')) as [Buffer]
    const pid = Number(said.toString())
    expect(isThere(pid)).toBe(true)
    ytdub.kill('SIGKILL')
    await expect.poll(() => isThere(pid), { timeout: 10_000 }).toBe(false)
  })

  test('gives back all that it would otherwise, and reads its input', async () => {
    const script = 'process.stdin.pipe(process.stdout); process.stderr.write("x"); process.exitCode = 3'
    const { stdout, stderr, exitCode } = await node(script, { ...withUs, input: 'a text' })
    expect([Buffer.from(stdout).toString(), stderr, exitCode]).toEqual(['a text', 'x', 3])
  })

  test('runs all the same where setpriv is missing, or too old', async () => {
    await using home = await temporaryFolder()
    vi.stubEnv('PATH', home.path)
    expect((await node('process.exitCode = 3', withUs)).exitCode).toBe(3)
    const old = '#!/bin/sh\necho "setpriv: unrecognized option \'--pdeathsig\'" >&2\nexit 1\n'
    await writeFile(home.at('setpriv'), old, { mode: 0o700 })
    expect((await node('process.exitCode = 4', withUs)).exitCode).toBe(4)
  })

  test('is called off and missed like any other', async () => {
    await expect(runProgram('no-such-program', [], withUs)).rejects.toMatchObject({
      code: 'config',
      message: 'no-such-program is not installed.',
    })
    const cut = new AbortController()
    const running = runProgram('sh', ['-c', 'echo; exec sleep 60'], {
      signal: cut.signal,
      endsWithUs: true,
      onLine: () => cut.abort(),
    })
    await expect(running).rejects.toMatchObject({ code: 'interrupted' })
    await expect(node('process.kill(process.pid, "SIGKILL")', withUs)).rejects.toMatchObject({
      message: `${process.execPath} was killed (SIGKILL).`,
    })
  })
})

describe('what keeps a program from its end', () => {
  test('it is not installed', async () => {
    const failure = {
      code: 'config',
      message: 'no-such-program is not installed.',
      hint: expect.stringContaining('ytdub setup'),
    }
    await expect(runProgram('no-such-program', [], { signal })).rejects.toMatchObject(failure)
  })

  test('it cannot be run', async () => {
    await using home = await temporaryFolder()
    await writeFile(home.at('program'), 'no program', { mode: 0o600 })
    await expect(runProgram(home.at('program'), [], { signal })).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('could not be run'),
    })
  })

  test('somebody killed it', async () => {
    await expect(node('process.kill(process.pid, "SIGKILL")')).rejects.toMatchObject({
      code: 'vendor',
      retryable: true,
      message: expect.stringContaining('SIGKILL'),
    })
  })

  test('it was called off before it began', async () => {
    await expect(node('', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      name: 'Failure',
      code: 'interrupted',
    })
  })

  test('it was called off while it ran', { timeout: SOON }, async () => {
    const cut = new AbortController()
    let pid = 0
    const running = node('console.log(process.pid); setInterval(() => {}, 1000)', {
      signal: cut.signal,
      onLine(line) {
        pid = Number(line)
        cut.abort()
      },
    })
    await expect(running).rejects.toMatchObject({ name: 'Failure', code: 'interrupted' })
    expect(isThere(pid)).toBe(false)
  })

  test('it was called off together with the programs that it had started', { timeout: SOON }, async () => {
    const cut = new AbortController()
    let pid = 0
    const running = runProgram('sh', ['-c', 'sleep 60 & echo $!; wait'], {
      signal: cut.signal,
      onLine(line) {
        pid = Number(line)
        cut.abort()
      },
    })
    await expect(running).rejects.toMatchObject({ code: 'interrupted' })
    for (let turn = 0; turn < 50 && isThere(pid); turn++) await settled()
    expect(isThere(pid)).toBe(false)
  })
})
