import { expect, test } from 'vitest'
import { COMMANDS } from '../../commands/main.ts'
import { runProgram } from '../../commands/program.ts'
import { newPerson } from '../rig/cli.ts'

/** Parses a command line as `ytdub` does. @returns what was written, and whether a command would have been run. */
async function parsed(argv: readonly string[]) {
  const said: string[] = []
  const write = (text: string) => void said.push(text)
  const streams = {
    out: write,
    err: write,
    closed: new AbortController().signal,
    animated: false,
    interactive: false,
    columns: 400,
    color: { out: false, err: false },
  }
  let ran = false
  const perform = async () => {
    ran = true
    return 0
  }
  const error = await runProgram(argv, COMMANDS, streams, perform).then(
    () => undefined,
    (thrown: unknown) => thrown as { readonly exitCode?: number },
  )
  return { ran, said: said.join(''), isHelp: error?.exitCode === 0, error }
}

/** Every command line: `['dub']`, `['jobs']`, `['jobs', 'list']`, … */
const LINES = Object.entries(COMMANDS).flatMap(([word, entry]) =>
  'load' in entry ? [[word]] : [[word], ...Object.keys(entry.commands).map((part) => [word, part])],
)

/** The examples in a help text: lines that are indented and begin with `ytdub`, or with a variable before it. */
function examplesIn(help: string): readonly string[] {
  return [...help.matchAll(/^ {2}(?:[A-Z_]+=\S+ )?(ytdub(?: .+)?)$/gm)].map(([, line = '']) => line)
}

/** As a shell would: words, quotes, nothing after `#`, `<` or `|`. */
function wordsOf(line: string): readonly string[] {
  const [command = ''] = line.split(/\s+[#<|>]/)
  return [...command.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, one, two, three]) => one ?? two ?? three ?? '')
}

test.each(LINES)('the help of %s %s has examples, and each is a command line that is understood', async (...words) => {
  const line = words.filter((word) => word !== undefined)
  const { said, isHelp } = await parsed([...line, '--help'])
  expect(isHelp).toBe(true)
  const examples = examplesIn(said).filter((example) => !example.endsWith('--help'))
  expect(examples.filter((example) => example.startsWith(`ytdub ${line[0]}`)).length).toBeGreaterThan(0)
  for (const example of examples) {
    const [program, ...argv] = wordsOf(example)
    const { ran, error } = await parsed(argv)
    expect({ program, example, ran, error }).toEqual({ program: 'ytdub', example, ran: true, error: undefined })
  }
})

test('an example that were wrong would be found', async () => {
  expect(await parsed(['dub', 'talk.mp3', '--lnag', 'es'])).toMatchObject({ ran: false, isHelp: false })
  expect(wordsOf('ytdub config set openaiApiKey < key.txt')).toEqual(['ytdub', 'config', 'set', 'openaiApiKey'])
})

test('every command stands under a heading of ytdub --help', async () => {
  const { said } = await parsed(['--help'])
  const headings = [...said.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading)
  expect(headings).toEqual([
    'Options',
    'Dubbing',
    'Jobs',
    'Set-up',
    'A service that dubs for you',
    'Running the service',
    'More',
    'Example',
    'Help for a command',
  ])
})

test('what costs nothing is run as it stands', async () => {
  await using person = await newPerson()
  for (const line of [
    'ytdub languages',
    'ytdub config list --json',
    'ytdub init --keys none --lang es,fr --out dubs',
  ]) {
    expect({ line, ...(await person.ytdub(...wordsOf(line).slice(1))) }).toMatchObject({ line, code: 0 })
  }
})

test('where nothing is set up, ytdub alone says what to begin with', async () => {
  await using person = await newPerson()
  const first = await person.ytdub()
  expect(first).toMatchObject({ code: 2, out: '', err: expect.stringMatching(/Begin with:\n {2}ytdub init\n$/) })
  expect(first.err.match(/Begin with/g)).toHaveLength(1)
  await person.ytdub('init', '--keys', 'none', '--lang', 'es')
  expect((await person.ytdub()).err).not.toContain('ytdub init\n')
})
