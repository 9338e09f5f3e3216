import { expect, test } from 'vitest'
import type { Context } from '../../../commands/command.ts'
import { carryOutPurge, runPurge } from '../../../commands/run/purge.ts'
import type { PurgeSide } from '../../../commands/terminal/purge-side.ts'
import type { Streams } from '../../../commands/terminal/streams.ts'
import { temporaryFolder } from '../../rig/home.ts'

type Wishes = Parameters<typeof carryOutPurge>[1]

/** A place to purge, which writes down that it was; what was said, and the question, are in `said`. */
function openSide(part: Partial<PurgeSide> = {}) {
  const state = { applied: 0, out: '', err: '', questions: [] as string[] }
  const side: PurgeSide = {
    where: 'local',
    isEmpty: false,
    told: 'a table\n',
    inShort: '3 answers: 4.0 MB',
    found: { bytes: 4 },
    async apply() {
      state.applied += 1
      return { inShort: '2 answers: 3.0 MB', deleted: { bytes: 3 } }
    },
    [Symbol.asyncDispose]: async () => {},
    ...part,
  }
  const streams = {
    out(text: string) {
      state.out += text
    },
    err(text: string) {
      state.err += text
    },
  }
  const purge = (wishes: Wishes, answer: boolean, interactive = true) =>
    carryOutPurge(side, wishes, { ...streams, interactive }, async (question) => {
      state.questions.push(question)
      return answer
    })
  return { purge, state }
}

const manner = { json: false, quiet: false, verbose: false }
const wish = (options: object = {}, how: Partial<typeof manner> = {}) => ({
  options: { olderThan: 48 * 3_600_000, ...options },
  manner: { ...manner, ...how },
})

test('somebody at a terminal sees what goes, and is asked', async () => {
  const { purge, state } = openSide()
  expect(await purge(wish(), false)).toBe(0)
  const err = 'a table\nNothing was deleted.\n'
  expect(state).toEqual({ applied: 0, out: '', err, questions: ['Delete it?'] })
  expect(await purge(wish({}, { quiet: true }), true)).toBe(0)
  expect(state).toMatchObject({
    applied: 1,
    out: 'Deleted 2 answers: 3.0 MB.\n',
    questions: ['Delete it?', 'Delete it?'],
  })
})

test.each([
  ['without a terminal', {}, {}, false, 'ytdub purge --yes'],
  ['of a script', {}, { json: true }, true, 'ytdub purge --yes'],
  ['of another age', { olderThan: 1_800_000 }, {}, false, 'ytdub purge --older-than 30m --yes'],
  ['of days', { olderThan: 7 * 86_400_000 }, {}, false, 'ytdub purge --older-than 168h --yes'],
] as const)('%s nobody is asked, and nothing goes', async (_, options, how, interactive, hint) => {
  const { purge, state } = openSide()
  await expect(purge(wish(options, how), true, interactive)).rejects.toMatchObject({
    code: 'usage',
    message: 'This deletes 3 answers: 4.0 MB.',
    hint: `Nothing was deleted. To delete it: ${hint}`,
  })
  expect(state).toEqual({ applied: 0, out: '', err: '', questions: [] })
})

test('the hint keeps to the place', async () => {
  const { purge } = openSide({ where: 'remote' })
  const hint = 'Nothing was deleted. To delete it: ytdub purge --remote --yes'
  await expect(purge(wish({ remote: true }), true, false)).rejects.toMatchObject({ hint })
})

test('--yes asks nobody; --dry-run deletes nothing, --yes or not', async () => {
  const { purge, state } = openSide()
  expect(await purge(wish({ yes: true }), false, false)).toBe(0)
  expect(state).toEqual({ applied: 1, out: 'Deleted 2 answers: 3.0 MB.\n', err: 'a table\n', questions: [] })
  state.out = ''
  expect(await purge(wish({ yes: true, dryRun: true }), true)).toBe(0)
  expect(state).toMatchObject({ applied: 1, out: 'a table\n', questions: [] })
})

test('scripts read one object', async () => {
  const { purge, state } = openSide()
  const found = { where: 'local', older_than_hours: 48, found: { bytes: 4 } }
  await purge(wish({ dryRun: true }, { json: true }), false)
  expect(JSON.parse(state.out)).toEqual({ ...found, dry_run: true, deleted: null })
  state.out = ''
  await purge(wish({ yes: true }, { json: true }), false)
  expect(JSON.parse(state.out)).toEqual({ ...found, dry_run: false, deleted: { bytes: 3 } })
  expect(state.err).toBe('')
})

test('standard input is not looked at where nobody has to be asked', async () => {
  await using home = await temporaryFolder()
  const { signal } = new AbortController()
  const streams: Streams = {
    out: () => {},
    err: () => {},
    closed: signal,
    animated: false,
    get interactive() {
      return expect.fail('It was.')
    },
    columns: 80,
    color: { out: false, err: false },
  }
  const config = { home: home.at('home') } as unknown as Context['config']
  expect(await runPurge([], { olderThan: 1, yes: true }, { streams, manner, config })).toBe(0)
})

test('where there is nothing, nobody is asked', async () => {
  const { purge, state } = openSide({ isEmpty: true })
  expect(await purge(wish(), true)).toBe(0)
  expect(state).toEqual({ applied: 0, out: '', err: 'There is nothing to purge.\n', questions: [] })
  expect(await purge(wish({}, { json: true }), true, false)).toBe(0)
  expect(JSON.parse(state.out)).toMatchObject({ deleted: {} })
})
