import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { SCHEMAS_FOLDER } from '../../tools/schemas.ts'
import type { Ended } from '../rig/cli.ts'
import { type Cloud, startCloud } from '../rig/cloud.ts'
import { startFakeApi } from '../rig/fake-api.ts'

/** What a script is told of a dub: the exit code, and events on standard output, each as docs/schemas has it. */
describe('a script that dubs', () => {
  let cloud: Cloud
  beforeAll(async () => {
    cloud = await startCloud([
      [0, 'Good morning and welcome.'],
      [1, 'Thank you for having me.'],
    ])
  })
  afterAll(() => cloud[Symbol.asyncDispose]())

  const json = (...args: string[]) => cloud.dub('--json', ...args)

  test('0: done; the last line says where the manifest is', async () => {
    const events = await told(await json('--lang', 'es'), 0)
    expect(events.map(({ event }) => event)).toEqual(
      expect.arrayContaining(['job-started', 'estimated', 'stage', 'task', 'step-started', 'step-made']),
    )
    const { manifest } = await published('manifest', await finished(events, 'complete'))
    expect(manifest).toBe(1)
    await published('script', cloud.person.path('talk.dub', 'es', 'script.json'))
  })

  test('0: a run that finds everything done tells what it recalled, and that it stopped to be looked over', async () => {
    const again = await told(await json('--lang', 'es'), 0)
    expect(again.map(({ event }) => event)).toContain('step-recalled')
    const review = await told(await json('--lang', 'fr', '--until', 'translate'), 0)
    expect(review.at(-1)).toMatchObject({ event: 'job-finished', status: 'reviewable', manifest: null })
  })

  test('6: a batch tells of each file, and of all together at the end', async () => {
    const args = ['batch', 'talk.wav', 'broken.wav', '--lang', 'es', '--json']
    await writeFile(cloud.person.path('broken.wav'), 'This is no recording.')
    const events = await told(await cloud.start(args).ended, 6)
    expect(events.find(({ event }) => event === 'step-recalled')).toMatchObject({ file: 'talk.wav' })
    expect(events.at(-1)).toMatchObject({ event: 'batch-finished', totals: { files: 2, complete: 1, error: 1 } })
    await published('summary', String(events.at(-1)?.['summary']))
  })

  test('1: a bug in ytdub is told with where it is, for the report', async () => {
    const broken = cloud.person.path('broken.mjs')
    await writeFile(broken, `AbortSignal.any = () => { throw new TypeError('no such bug') }`)
    const args = ['dub', 'talk.wav', '--lang', 'es', '--json']
    const ended = await cloud.start(args, { NODE_OPTIONS: `--import ${broken}` }).ended
    const events = await told(ended, 1)
    expect(events.at(-1)).toMatchObject({ event: 'job-finished', status: 'error', manifest: null })
    expect(events.at(-2)).toMatchObject({ event: 'error', code: 'internal', message: 'no such bug' })
    expect(ended.err).toMatch(/^\s+at /m)
  })

  test.each([
    [2, 'usage', ['--lnag', 'es']],
    [2, 'usage', ['--lang', 'es,ES']],
    [2, 'config', ['--lang', 'es', '--out', 'talk.wav']],
    [3, 'input', ['--lang', 'xx']],
  ])('%i: what cannot be begun is one event, %s', async (exit, code, flags) => {
    expect(await told(await json(...flags), exit)).toEqual([
      { event: 'error', code, message: expect.any(String), hint: expect.any(String) },
    ])
  })

  test('4: a key is missing', async () => {
    const ended = await cloud.start(['dub', 'talk.wav', '--lang', 'es', '--json'], { OPENAI_API_KEY: '' }).ended
    expect(await told(ended, 4)).toMatchObject([{ event: 'error', code: 'auth' }])
  })

  test('5: a vendor fails after retries; 6: some languages do; the manifest says which', async () => {
    // What a vendor is asked in vain is one event, with what was asked all the same.
    const only = await told(await json('--lang', 'es', '--llm', 'openai:gpt-nonsense'), 5)
    expect(only.find(({ event }) => event === 'step-failed')).toMatchObject({ code: 'vendor', stage: 'translate' })
    await finished(only, 'error')
    cloud.openai.misbehave({ kind: 'refusal' }, { body: INTO_GERMAN, times: 1000 })
    const some = await told(await json('--lang', 'es,de'), 6)
    cloud.openai.behave()
    const { languages } = await published('manifest', await finished(some, 'partial'))
    expect(languages).toMatchObject([{ status: 'complete' }, { status: 'error', error: expect.any(String) }])
  })

  test('7: the next call would go over the budget', async () => {
    const events = await told(await json('--lang', 'it', '--max-cost', '0'), 7)
    expect(events.at(-2)).toMatchObject({ event: 'error', code: 'budget', hint: expect.any(String) })
    expect(events.at(-1)).toMatchObject({ event: 'job-finished', status: 'error' })
  })

  test('8: submitted to the service, and not waited for', async () => {
    await using api = await startFakeApi()
    const args = ['dub', 'talk.wav', '--lang', 'es', '--remote', '--no-wait', '--json']
    const { code, out } = await cloud.start(args, api.env).ended
    expect({ code, job: JSON.parse(out.trim().split('\n').at(-1) ?? '').job }).toEqual({
      code: 8,
      job: [...api.jobs.keys()][0],
    })
  })

  test.each([
    [130, 'SIGINT'],
    [143, 'SIGTERM'],
  ] as const)('%i: stopped by %s, which is told as interrupted', async (exit, signal) => {
    cloud.openai.misbehave({ kind: 'hang-before-headers' }, { times: 9 })
    const running = cloud.start(['dub', 'talk.wav', '--lang', exit === 130 ? 'nl' : 'pt', '--json'])
    await running.seen('"stage":"translate"')
    running.child.kill(signal)
    await running.seen('Finishing what is under way')
    running.child.kill(signal)
    const events = await told(await running.ended, exit)
    cloud.openai.behave()
    expect(events.at(-2)).toMatchObject({
      event: 'error',
      code: 'interrupted',
      hint: expect.stringContaining('To go on'),
    })
    expect(events.at(-1)).toMatchObject({ event: 'job-finished', status: 'error', manifest: null })
  })
})

/** A question to the translator, in its JSON within JSON. */
const INTO_GERMAN = /\\"to\\":\\"de\\"/

type Told = { readonly event: string; readonly [name: string]: unknown }

/** The events, after a look that the exit code is this and every line is as published. */
async function told({ code, out }: Ended, exit: number): Promise<readonly Told[]> {
  expect({ code, end: out.at(-1) }).toEqual({ code: exit, end: '\n' })
  const schema = await schemaOf('events')
  return out
    .trimEnd()
    .split('\n')
    .map((line) => schema.parse(JSON.parse(line)) as Told)
}

/** The manifest's path, of a job that has ended in this way. */
async function finished(events: readonly Told[], status: string): Promise<string> {
  const last = events.at(-1)
  expect(last).toMatchObject({ event: 'job-finished', status, manifest: expect.stringContaining('manifest.json') })
  return String(last?.['manifest'])
}

/** What a file holds, after a look that it is as published. */
async function published(name: string, path: string): Promise<Record<string, unknown>> {
  const content = JSON.parse(await readFile(path, 'utf8'))
  ;(await schemaOf(name)).parse(content)
  return content
}

async function schemaOf(name: string): Promise<z.ZodType> {
  return z.fromJSONSchema(JSON.parse(await readFile(join(SCHEMAS_FOLDER, `${name}.json`), 'utf8')))
}
