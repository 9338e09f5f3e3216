import { afterEach, expect, test, vi } from 'vitest'

type Row = { readonly language: string; readonly line: { readonly id: number }; readonly words: () => string }
type Saver = {
  readonly change: (row: Row, json: object) => Promise<void>
  readonly flush: () => Promise<boolean>
}
type Told = { readonly text: string; readonly isTrouble: boolean }

/** The page's own saver, at a server that `answers` one request after the other, and what the page was told. */
async function openSaver(...answers: readonly boolean[]) {
  const asked: { readonly path: string; readonly json: unknown }[] = []
  const told: Told[] = []
  vi.stubGlobal('addEventListener', () => {})
  vi.stubGlobal('fetch', async (path: string, { body }: { readonly body: string }) => {
    asked.push({ path, json: JSON.parse(body) })
    const isGood = answers[asked.length - 1] ?? true
    return new Response(isGood ? '{}' : JSON.stringify({ message: 'The disk is full.' }), {
      status: isGood ? 200 : 500,
    })
  })
  const page: string = '../../src/review/page/saving.js'
  const { saver } = (await import(page)) as { saver: (around: object) => Saver }
  const saving = saver({ told: (text: string, isTrouble: boolean) => told.push({ text, isTrouble }), saved: () => {} })
  return { saving, asked, last: () => told.at(-1) }
}

afterEach(() => vi.unstubAllGlobals())

const row = (id: number): Row => ({ language: 'es', line: { id }, words: () => 'typed' })
const NOT_SAVED = { text: 'Not saved: The disk is full.', isTrouble: true }

test('an edit that was not saved is told until it is, whatever else is saved', async () => {
  const { saving, asked, last } = await openSaver(false, true, false, true)
  const [one, other] = [row(1), row(2)]
  await saving.change(one, { text: 'uno' })
  expect(last()).toEqual(NOT_SAVED)
  await saving.change(other, { text: 'dos' })
  expect(last()).toEqual(NOT_SAVED)
  expect(await saving.flush()).toBe(false)
  expect(last()).toEqual(NOT_SAVED)
  expect(await saving.flush()).toBe(true)
  expect(last()).toEqual({ text: 'All edits are saved.', isTrouble: false })
  expect(asked.at(-1)).toEqual({ path: '/api/es/lines/1', json: { text: 'uno' } })
})

test('what was not saved goes with the line’s next change, and a newer wording stands for the older', async () => {
  const { saving, asked, last } = await openSaver(false, true)
  const one = row(1)
  await saving.change(one, { text: 'uno', voice: 'celeste' })
  await saving.change(one, { text: 'otro' })
  expect(asked.at(-1)?.json).toEqual({ text: 'otro', voice: 'celeste' })
  expect(last()).toEqual({ text: 'All edits are saved.', isTrouble: false })
})
