import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runBatch } from '../../../commands/run/batch.ts'
import { summarySchema } from '../../../src/dub/summary.ts'
import { commandContext } from '../../rig/command-context.ts'
import { type TemporaryFolder, temporaryFolder } from '../../rig/home.ts'

let home: TemporaryFolder
beforeEach(async () => {
  home = await temporaryFolder()
  await mkdir(home.at('talks'))
  await writeFile(home.at('talks/empty.mp3'), '') // Fails at once: nothing is listened to.
})
afterEach(() => home[Symbol.asyncDispose]())

/** `ytdub batch` in this process; `seen` waits for something that it writes. */
function begin(sources: readonly string[], options: Readonly<Record<string, unknown>>) {
  const text = { out: '', err: '' }
  let look = () => {}
  const gather = (stream: 'out' | 'err') => (part: string) => {
    text[stream] += part
    look()
  }
  const writes = { out: gather('out'), err: gather('err') }
  const own = { home: home.at('home'), folder: home.path, json: options['json'] === true }
  const context = commandContext(home.path, writes, own)
  const wanted = { lang: ['es'], engine: 'offline', ...options }
  const ended = runBatch(sources, wanted, context).then((code) => ({ code, ...text }))
  const seen = async (part: string) =>
    Promise.race([
      new Promise<void>((resolve) => {
        look = () => text.out.includes(part) && resolve()
        look()
      }),
      ended.then(() => Promise.reject(new Error(`It ended without ${part}:\n${text.out}${text.err}`))),
    ])
  return { ended, seen }
}

function eventsOf(out: string): { readonly event: string; readonly [field: string]: unknown }[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('with --watch, a Ctrl-C that comes before anything is watched ends it: one is enough', async () => {
  const { ended } = begin([home.at('talks')], { watch: true })
  process.emit('SIGINT')
  expect(await ended).toMatchObject({ code: 0, out: expect.stringContaining('nothing to do') })
})

test('with --watch, a folder that is removed ends it, and what became of its files is told', async () => {
  const { ended, seen } = begin([home.at('talks')], { watch: true, json: true })
  await seen('file-finished')
  await rm(home.at('talks'), { recursive: true })
  const { code, out } = await ended
  expect(code).toBe(3)
  const summary = home.at('summary.json')
  const told = summarySchema.parse(JSON.parse(await readFile(summary, 'utf8')))
  expect(told.files).toMatchObject([{ file: home.at('talks/empty.mp3'), status: 'error' }])
  expect(eventsOf(out).slice(-2)).toMatchObject([
    { event: 'error', code: 'input', message: expect.stringContaining('cannot be read') },
    { event: 'batch-finished', status: 'error', totals: { error: 1 }, summary },
  ])
})

test('a summary that cannot be written is told of, after all that it would have told', async () => {
  await writeFile(home.at('notes.txt'), 'no folder')
  const { ended } = begin([home.at('talks')], { out: home.at('notes.txt/dubs') })
  const { code, out, err } = await ended
  expect(code).toBe(2)
  expect(out).toMatch(/^Failed .*empty\.mp3/m)
  expect(out).not.toContain('Summary:')
  expect(err).toMatch(/^Error: .*summary\.json" cannot be written\.$/m)
  const scripted = await begin([home.at('talks')], { out: home.at('notes.txt/dubs'), json: true }).ended
  expect(eventsOf(scripted.out).at(-1)).toMatchObject({ event: 'batch-finished', summary: null })
})

test('where nothing could be dubbed, --dry-run exits as the dubs would: with the worst', async () => {
  await writeFile(home.at('talks/talk.mp3'), 'not looked at')
  await writeFile(home.at('list.csv'), 'file,out\ntalks/empty.mp3,\ntalks/talk.mp3,list.csv/dubs\n')
  expect(await begin([home.at('list.csv')], { dryRun: true }).ended).toMatchObject({ code: 2 })
  expect(await begin([home.at('list.csv')], {}).ended).toMatchObject({ code: 2 })
})
