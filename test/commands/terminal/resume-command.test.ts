import { execFileSync } from 'node:child_process'
import { Command } from 'commander'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dub } from '../../../commands/dub.ts'
import { resumeCommand } from '../../../commands/terminal/resume-command.ts'

/** What a shell makes of a command line; bash and zsh read control characters that are spelt out. */
function wordsOf(line: string): string[] {
  const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
  return printed.split('\0').slice(0, -1)
}

/** The options that commander makes of a command line, read as the real command reads them. */
function parse(words: readonly string[]) {
  const program = new Command('ytdub').option('--json').option('--quiet').option('--verbose').option('--no-color')
  const command = program.command('dub')
  dub.define(command)
  let parsed: { file: string | undefined; options: Record<string, unknown> } | undefined
  command.exitOverride().action(() => {
    parsed = { file: command.args[0], options: command.optsWithGlobals() }
  })
  program.exitOverride().parse([...words], { from: 'user' })
  return parsed!
}

describe('the command that goes on', () => {
  test('is what was typed, in its usual spelling', () => {
    const { file, options } = parse(['dub', 'talk.mp3', '-l', 'es,fr', '--lang', 'de', '--max-rate', '1.5', '--strict'])
    expect(resumeCommand(file!, options)).toBe('ytdub dub talk.mp3 --lang es,fr,de --max-rate 1.5 --strict')
  })

  test('says nothing of colours', () => {
    expect(resumeCommand('talk.mp3', { lang: ['es'], color: true })).toBe('ytdub dub talk.mp3 --lang es')
    expect(resumeCommand('talk.mp3', { lang: ['es'], color: false })).toBe('ytdub dub talk.mp3 --lang es')
  })

  test.each([
    [['talk.mp3', '--lang', 'es', '--voice', 'es=es-419', '--voice', 'es:2=es+f2']],
    [["it's a $(talk) & `more`.mp3", '--lang', 'es', '--out', 'my dubs/"new"']],
    [['~/talk *.mp3', '--lang', 'es', '--background', 'a\nb.wav']],
    [['talk.mp3', '--lang', 'es', '--take', '2', '--format', 'opus', '--from', 'en', '--engine', 'offline', '--json']],
  ])('means the same when a shell has read it: %j', (args) => {
    const typed = parse(['dub', ...args])
    const [program, ...words] = wordsOf(resumeCommand(typed.file!, typed.options))
    expect(program).toBe('ytdub')
    expect(parse(words)).toEqual(typed)
  })

  test('a file that looks like an option is still a file', () => {
    const words = wordsOf(resumeCommand('-talk.mp3', { lang: ['es'] }))
    expect(words).toEqual(['ytdub', 'dub', './-talk.mp3', '--lang', 'es'])
  })

  test.each(['\u001B[31mred', "it's\n\\n\u0007", '\u009B2J a1', '\t', '\u007Fe\u001B0f'])(
    '%j does nothing to the terminal, and is itself when it is typed',
    (name) => {
      const line = resumeCommand(name, { lang: ['es'] })
      expect(line).not.toMatch(/\p{Cc}/u)
      expect(wordsOf(line)).toEqual(['ytdub', 'dub', name, '--lang', 'es'])
    },
  )

  test('any name comes through a real shell as it is', () => {
    const name = fc
      .string({ unit: 'binary', minLength: 1 })
      .filter((text) => !/[\0\uD800-\uDFFF]/.test(text) && !text.startsWith('-'))
    const same = (text: string) => {
      expect(wordsOf(resumeCommand(text, { out: text }))).toEqual(['ytdub', 'dub', text, '--out', text])
    }
    fc.assert(fc.property(name, same), { numRuns: 40, seed: 6 })
  })
})
