import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SCRIPTS, SHELLS } from '../../commands/terminal/completion-scripts.ts'
import { openLocalStores } from '../../src/stores/local/local-stores.ts'
import { newPerson, type Person, run } from '../rig/cli.ts'
import { dubRequest } from '../rig/requests.ts'
import { settableClock } from '../rig/settable-clock.ts'

const BIN = join(import.meta.dirname, '../../bin/ytdub')
const JOBS = ['job_0123456789ab', 'job_ba9876543210']

let person: Person
beforeAll(async () => {
  person = await newPerson()
  await mkdir(person.path('talks'))
  await writeFile(person.path('talk one.mp3'), '')
  await using stores = await openLocalStores(person.home, settableClock())
  for (const id of JOBS)
    await stores.jobs.submit({ id, request: dubRequest(), source: '/talk.mp3', folder: '/talk.dub' })
})
afterAll(() => person[Symbol.asyncDispose]())

/** What bash would show for each line, once it has loaded what ytdub writes for it. */
async function inBash(...lines: readonly string[]): Promise<string[][]> {
  const script = `
ytdub() { "${process.execPath}" "${BIN}" "$@"; }
eval "$(ytdub completion bash)"
breaks="$COMP_WORDBREAKS"
complete -p ytdub >/dev/null || exit 1
answer() {
  COMP_LINE="$1" COMP_POINT=\${#1}
  # As readline parts a line: also at each = and :.
  IFS=$'\\n' read -r -d '' -a COMP_WORDS < <(grep -oE '[=:]+|[^[:space:]=:]+' <<<"$1"; [[ $1 == *[[:space:]] ]] && echo; printf '\\0')
  [[ $1 == *[[:space:]] ]] && COMP_WORDS+=('')
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _ytdub ytdub "\${COMP_WORDS[COMP_CWORD]}" "\${COMP_WORDS[COMP_CWORD-1]}"
  printf '%s\\t' "\${COMPREPLY[@]}"
  echo
}
${lines.map((line) => `answer ${JSON.stringify(line)}`).join('\n')}
`
  const env = { PATH: process.env['PATH'], HOME: person.folder, YTDUB_HOME: person.home }
  const { code, out, err } = await run('bash', ['-c', script], { cwd: person.folder, env }).ended
  expect([code, err]).toEqual([0, ''])
  return out
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t').filter((word) => word !== ''))
}

test('bash completes commands, flags, job ids, languages, voices and files', async () => {
  const [commands, within, flags, ids, languages, more, target, voices, choices, files, value] = await inBash(
    'ytdub d',
    'ytdub jobs ',
    'ytdub jobs list --l',
    'ytdub jobs show job_0',
    'ytdub dub talk.mp3 --lang e',
    'ytdub dub talk.mp3 --lang es,f',
    'ytdub dub talk.mp3 --lang es --voice ',
    'ytdub dub talk.mp3 --engine cloud --voice es=ce',
    'ytdub dub talk.mp3 --engine o',
    'ytdub dub tal',
    'ytdub jobs --lang=e',
  )
  expect(commands).toEqual(expect.arrayContaining(['dub', 'doctor', 'db']))
  expect(within).toEqual(expect.arrayContaining(['list', 'show', 'watch', 'retry', 'cancel', 'download', 'delete']))
  expect(flags?.toSorted()).toEqual(['--lang', '--limit', '--local', '--log-file'])
  expect(ids).toEqual([JOBS[0]])
  expect(languages?.toSorted()).toEqual(['en', 'eo', 'es'])
  expect(more).toEqual(['es,fr'])
  expect(target).toEqual(['es='])
  expect(voices).toEqual(['celeste'])
  expect(choices).toEqual(['offline'])
  expect(files?.toSorted()).toEqual(['talk one.mp3', 'talks'])
  expect(value?.toSorted()).toEqual(['en', 'eo', 'es'])
})

describe('what the shells ask', () => {
  const asked = async (...words: string[]) => {
    const { code, out, err } = await person.ytdub('__complete', ...words)
    expect([code, err]).toEqual([0, ''])
    return out.trimEnd().split('\n')
  }

  test('zsh and fish are told what each word means as well', async () => {
    expect(await asked('zsh', 'dub', '--lang', 'es,f')).toEqual(['words', 'es,fr\tFrench'])
    expect(await asked('fish', 'jobs', 'show', 'job_b')).toEqual(['words', `${JOBS[1]}\ttalk.mp3 es interrupted`])
  })

  test('what is wrong on the line fits nothing, and says nothing', async () => {
    expect(await asked('zsh', 'dubb', '')).toEqual(['words'])
    expect(await asked('zsh', 'dub', 'x', '--voice', 'klingon=')).toEqual(['words'])
  })

  test('nothing is made where there is nothing yet', async () => {
    const env = { YTDUB_HOME: person.path('nowhere') }
    const { out } = await person.start(['__complete', 'zsh', 'jobs', 'show', ''], { env }).ended
    expect(out).toBe('words\n')
    const there = await person.start(['jobs', 'show', JOBS[0]!]).ended
    expect(there.code).toBe(0)
  })
})

test.each(SHELLS)('what %s loads is read by it, where it is there', (shell) => {
  const isThere = (() => {
    try {
      execFileSync(shell, ['-c', 'exit 0'])
      return true
    } catch {
      return false
    }
  })()
  if (isThere) execFileSync(shell, ['-n', '-c', SCRIPTS[shell]])
  expect(SCRIPTS[shell]).toContain(`ytdub completion ${shell}`)
})
