import { expect, test } from 'vitest'
import { carryOut } from '../../commands/run/purge.ts'
import type { PurgeSide } from '../../commands/terminal/purge-side.ts'

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
  const io = (answer: boolean, interactive = true) => ({
    out(text: string) {
      state.out += text
    },
    err(text: string) {
      state.err += text
    },
    interactive,
    async confirm(question: string) {
      state.questions.push(question)
      return answer
    },
  })
  return { side, io, state }
}

const manner = { json: false, quiet: false, verbose: false }
const wish = (options: object = {}, how: Partial<typeof manner> = {}) => ({
  options: { olderThan: 48 * 3_600_000, ...options },
  manner: { ...manner, ...how },
})

test('somebody at a terminal sees what goes, and is asked', async () => {
  const { side, io, state } = openSide()
  expect(await carryOut(side, wish(), io(false))).toBe(130)
  expect(state).toEqual({ applied: 0, out: '', err: 'a table\n', questions: ['Delete it?'] })
  expect(await carryOut(side, wish({}, { quiet: true }), io(true))).toBe(0)
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
  const { side, io, state } = openSide()
  await expect(carryOut(side, wish(options, how), io(true, interactive))).rejects.toMatchObject({
    code: 'usage',
    message: 'This deletes 3 answers: 4.0 MB.',
    hint: `Nothing was deleted. To delete it: ${hint}`,
  })
  expect(state).toEqual({ applied: 0, out: '', err: '', questions: [] })
})

test('the hint keeps to the place', async () => {
  const { side, io } = openSide({ where: 'remote' })
  const hint = 'Nothing was deleted. To delete it: ytdub purge --remote --yes'
  await expect(carryOut(side, wish(), io(true, false))).rejects.toMatchObject({ hint })
})

test('--yes asks nobody; --dry-run deletes nothing, --yes or not', async () => {
  const { side, io, state } = openSide()
  expect(await carryOut(side, wish({ yes: true }), io(false, false))).toBe(0)
  expect(state).toEqual({ applied: 1, out: 'Deleted 2 answers: 3.0 MB.\n', err: 'a table\n', questions: [] })
  state.out = ''
  expect(await carryOut(side, wish({ yes: true, dryRun: true }), io(true))).toBe(0)
  expect(state).toMatchObject({ applied: 1, out: 'a table\n', questions: [] })
})

test('scripts read one object', async () => {
  const { side, io, state } = openSide()
  const found = { where: 'local', older_than_hours: 48, found: { bytes: 4 } }
  await carryOut(side, wish({ dryRun: true }, { json: true }), io(false))
  expect(JSON.parse(state.out)).toEqual({ ...found, dry_run: true, deleted: null })
  state.out = ''
  await carryOut(side, wish({ yes: true }, { json: true }), io(false))
  expect(JSON.parse(state.out)).toEqual({ ...found, dry_run: false, deleted: { bytes: 3 } })
  expect(state.err).toBe('')
})

test('where there is nothing, nobody is asked', async () => {
  const { side, io, state } = openSide({ isEmpty: true })
  expect(await carryOut(side, wish(), io(true))).toBe(0)
  expect(state).toEqual({ applied: 0, out: '', err: 'There is nothing to purge.\n', questions: [] })
  expect(await carryOut(side, wish({}, { json: true }), io(true, false))).toBe(0)
  expect(JSON.parse(state.out)).toMatchObject({ deleted: {} })
})
