import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { manifestSchema } from '../../src/dub/manifest.ts'
import { type Summary, summarySchema } from '../../src/dub/summary.ts'
import { newPerson, type Person, TALK } from '../rig/cli.ts'
import { startCloud } from '../rig/cloud.ts'
import { cut } from '../rig/ffmpeg.ts'
import { heldProgram } from '../rig/held-program.ts'

let person: Person
beforeEach(async () => {
  person = await newPerson()
  await mkdir(person.path('talks/deep'), { recursive: true })
  cut(TALK, person.path('talks/one.wav'), 8.9, 4)
})
afterEach(() => person[Symbol.asyncDispose]())

async function summaryAt(...names: string[]): Promise<Summary> {
  return summarySchema.parse(JSON.parse(await readFile(person.path(...names), 'utf8')))
}

function eventsOf(out: string): { readonly event: string; readonly [field: string]: unknown }[] {
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

test('a folder with two bad files: the others are dubbed, the summary tells of all, and the same command does only what is missing', async () => {
  await copyFile(person.path('talks/one.wav'), person.path('talks/deep/two.wav'))
  await writeFile(person.path('talks/bad.mp3'), 'no sound')
  await writeFile(person.path('talks/empty.mp4'), '')
  const first = await person.ytdub('batch', 'talks', '--lang', 'es,ca', '--format', 'wav')
  expect(first.code).toBe(6)
  expect(first.err).toMatch(/^4 files, 2 at once:\n {2}talks\/bad\.mp3\n {2}talks\/deep\/two\.wav\n/)
  expect(first.out).toMatch(/^talks\/one\.wav +es +done .* talks\/one\.dub\/es$/m)
  expect(first.out).toContain('4 files')
  expect(first.out).toContain('2 done, 2 failed')
  expect(first.out).toMatch(/Failed talks\/empty\.mp4: .* is empty\./)
  const told = await summaryAt('summary.json')
  expect(told.files.map(({ file, status }) => [file, status])).toEqual([
    ['talks/bad.mp3', 'error'],
    ['talks/deep/two.wav', 'complete'],
    ['talks/empty.mp4', 'error'],
    ['talks/one.wav', 'complete'],
  ])
  // The same recording under two names: whichever was first was worked out, the other recalls all of it.
  const calls = await Promise.all(
    told.files
      .filter(({ manifest }) => manifest !== null)
      .map(async ({ manifest }) => {
        const { languages } = manifestSchema.parse(JSON.parse(await readFile(manifest ?? '', 'utf8')))
        return languages.reduce((sum, { usage }) => sum + usage.calls.made, 0)
      }),
  )
  expect(calls.filter((made) => made === 0)).toHaveLength(1)
  expect((await readdir(person.folder)).sort()).toEqual(['summary.json', 'talks'])

  await rm(person.path('talks/empty.mp4'))
  await rename(person.path('talks/bad.mp3'), person.path('talks/bad.txt'))
  const again = await person.ytdub('batch', 'talks', '--lang', 'es,ca', '--format', 'wav', '--json')
  expect(again.code).toBe(0)
  const events = eventsOf(again.out)
  expect(events.filter(({ event }) => event === 'step-made')).toEqual([])
  expect(
    events.every(({ event, file }) => event.startsWith('batch-') || event === 'notice' || typeof file === 'string'),
  ).toBe(true)
  expect(events.at(-1)).toMatchObject({
    event: 'batch-finished',
    status: 'complete',
    summary: person.path('summary.json'),
  })
})

test('a list has files of their own languages and folders; wrong rows are refused before anything is begun', async () => {
  await writeFile(person.path('list.csv'), 'file,languages,out\ntalks/one.wav,xx,a\ntalks/one.wav,,b\n')
  const refused = await person.ytdub('batch', 'list.csv', '--lang', 'es')
  expect(refused).toMatchObject({ code: 3, err: expect.stringContaining('"list.csv", row 2: "xx" is not a language') })
  await writeFile(person.path('list.csv'), 'file,languages\ntalks/one.wav,es\ntalks/deep/../one.wav,ca\n')
  expect(await person.ytdub('batch', 'list.csv')).toMatchObject({ code: 2, err: expect.stringContaining('row 3') })
  expect(await readdir(person.folder)).toEqual(['list.csv', 'talks'])

  await writeFile(person.path('list.jsonl'), '{"file":"talks/one.wav","languages":["ca"],"out":"dubs/own"}\n')
  const args = ['batch', 'list.jsonl', '--lang', 'es', '--out', 'dubs', '--until', 'translate']
  const dry = await person.ytdub(...args, '--dry-run')
  expect(dry).toMatchObject({ code: 0, out: expect.stringMatching(/^talks\/one\.wav +\d+ +0 +\$0/m) })
  expect(await person.ytdub(...args)).toMatchObject({ code: 0 })
  expect((await summaryAt('dubs', 'summary.json')).files).toMatchObject([
    { where: person.path('dubs/own/one.dub'), languages: [{ language: 'ca', status: 'reviewable' }] },
  ])
})

test('Ctrl-C finishes the call under way and keeps it, tells what is left, and the command that it names goes on', async () => {
  cut(TALK, person.path('talks/two.wav'), 0, 4)
  await using listening = await heldProgram('pocketsphinx_continuous', '-infile')
  const args = ['batch', 'talks', '--lang', 'es', '--jobs', '1', '--until', 'transcribe']
  const running = person.start([...args, '--json'], { env: { PATH: listening.searchPath } })
  const call = await listening.next()
  running.child.kill('SIGINT')
  await running.seen('Finishing what is under way')
  call.release()
  const { code, out, err } = await running.ended
  expect(code).toBe(130)
  expect(err).toContain('To go on: ytdub batch talks --lang es --jobs 1 --until transcribe --json')
  const events = eventsOf(out)
  expect(events.at(-2)).toMatchObject({
    event: 'error',
    code: 'interrupted',
    hint: expect.stringContaining('ytdub batch talks'),
  })
  expect(events.at(-1)).toMatchObject({
    event: 'batch-finished',
    status: 'pending',
    totals: { reviewable: 1, pending: 1 },
  })
  const again = await person.ytdub(...args, '--json')
  expect(again.code).toBe(0)
  const heard = eventsOf(again.out).filter(
    ({ event, stage }) => stage === 'transcribe' && /-(made|recalled)$/.test(event),
  )
  expect(heard.map(({ event, file }) => [event, file])).toEqual([
    ['step-recalled', 'talks/one.wav'],
    ['step-made', 'talks/two.wav'],
  ])
  expect(await summaryAt('summary.json')).toMatchObject({ status: 'reviewable', totals: { reviewable: 2 } })
})

test('a folder that is watched: what is there, what comes, and an end with Ctrl-C', async () => {
  const running = person.start(['batch', 'talks', '--lang', 'es', '--watch', '--until', 'transcribe'])
  await running.seen('talks/one.wav: ready')
  await copyFile(person.path('talks/one.wav'), person.path('talks/deep/two.wav'))
  await running.seen('talks/deep/two.wav: ready')
  running.child.kill('SIGINT')
  const { code, out } = await running.ended
  expect(code).toBe(0)
  expect(out).toContain('2 files')
  expect(await summaryAt('summary.json')).toMatchObject({ status: 'reviewable', totals: { files: 2 } })
})

test('the vendors are asked once for a recording under two names, both at once; and not at all where nothing may be spent', async () => {
  await using cloud = await startCloud([[0, 'Good morning and welcome.']])
  await copyFile(cloud.person.path('talk.wav'), cloud.person.path('other.wav'))
  const args = ['batch', '*.wav', '--lang', 'es', '--jobs', '2']
  const priced = await cloud.ytdub(...args, '--dry-run', '--json')
  const [first, second, sum] = eventsOf(priced.out)
  expect([first?.['usd'], second?.['usd']]).toEqual([sum?.['usd'], 0])
  expect(await cloud.ytdub(...args, '--max-cost', '0')).toMatchObject({ code: 7 })
  expect(cloud.usd()).toBe(0)

  const count = cloud.counting()
  expect(await cloud.ytdub(...args)).toMatchObject({ code: 0 })
  expect(count()).toEqual({ stt: 1, llm: 1, tts: 1 })
  const told = summarySchema.parse(JSON.parse(await readFile(cloud.person.path('summary.json'), 'utf8')))
  expect(told.totals.usd).toBeCloseTo(cloud.usd(), 5)
  expect(told.files.filter(({ usd }) => usd > 0)).toHaveLength(1)
})
