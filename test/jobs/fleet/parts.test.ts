import { afterEach, describe, expect, test, vi } from 'vitest'
import { Failure } from '../../../src/failure.ts'
import { checkRequest } from '../../../src/jobs/fleet/check-request.ts'
import { isRetryable } from '../../../src/jobs/fleet/is-retryable.ts'
import { sweepStuck } from '../../../src/jobs/fleet/sweep-stuck.ts'
import { keysOf } from '../../../src/jobs/fleet/upload-artifacts.ts'
import { watch } from '../../../src/jobs/fleet/watch.ts'
import { held, settled } from '../../rig/held.ts'
import { digestOf } from '../../rig/memory-stores.ts'
import { dubRequest } from '../../rig/requests.ts'
import { settableClock } from '../../rig/settable-clock.ts'
import { JOB, OWNER, openFleet } from './open-fleet.ts'

afterEach(() => void vi.useRealTimers())

const DONE = { code: null, message: 'done', outcome: null } as const

describe('what may go better another time', () => {
  const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code })

  test('is a busy vendor, a lost connection, a full disk, a lost blob, also as the cause of something else', () => {
    const passing = [
      new Failure('vendor', 'Busy.', { retryable: true }),
      new Failure('internal', 'x', { cause: coded('ECONNRESET') }),
      new Failure('lost', 'x', { subject: 'digest' }),
      Failure.from(coded('ENOSPC')),
      coded('57P01'),
      coded('08006'),
      new Error('Connection terminated unexpectedly'),
    ]
    expect(passing.filter((error) => !isRetryable(error))).toEqual([])
  })

  test('is nothing that will fail each time', () => {
    const lasting = [
      new Failure('vendor', 'Refused.'),
      new Failure('input', 'No speech.'),
      new Failure('auth', 'No key.'),
      coded('42P01'),
      new Error('x'),
      'text',
    ]
    expect(lasting.filter(isRetryable)).toEqual([])
  })
})

describe('a watch', () => {
  const open = () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const clock = settableClock()
    const asked = held<number | undefined, { readonly stop: boolean }>()
    const troubles: Failure[] = []
    const onTrouble = (failure: Failure) => void troubles.push(failure)
    return { clock, asked, troubles, watched: watch<number>(asked.ask, { clock, onTrouble }) }
  }

  test('reports at most once a second, and then the newest', async () => {
    const { clock, asked, watched } = open()
    watched.report(1)
    asked.calls[0]?.answer({ stop: false })
    await settled()
    watched.report(2)
    watched.report(3)
    clock.advance(999)
    watched.report(4)
    expect(asked.calls.map(({ question }) => question)).toEqual([1])
    clock.advance(1)
    watched.report(5)
    expect(asked.calls.map(({ question }) => question)).toEqual([1, 5])
    asked.calls[1]?.answer({ stop: false })
    await watched[Symbol.asyncDispose]()
  })

  test('asks one question at a time, every two seconds where nothing moves, and stops when it is told to', async () => {
    const { asked, watched } = open()
    await vi.advanceTimersByTimeAsync(2000)
    await vi.advanceTimersByTimeAsync(2000)
    expect(asked.calls.map(({ question }) => question)).toEqual([undefined])
    expect(watched.stopped.aborted).toBe(false)
    asked.calls[0]?.answer({ stop: true })
    await settled()
    expect(watched.stopped.aborted).toBe(true)
    await watched[Symbol.asyncDispose]()
  })

  test('is not cut off by a question without an answer, and writes nothing once it is over', async () => {
    const { asked, troubles, watched } = open()
    await vi.advanceTimersByTimeAsync(2000)
    asked.calls[0]?.fail(new Error('no database'))
    await settled()
    expect(watched.stopped.aborted).toBe(false)
    expect(troubles).toMatchObject([{ message: 'no database' }])
    await vi.advanceTimersByTimeAsync(2000)
    let over = false
    const disposing = watched[Symbol.asyncDispose]().then(() => {
      over = true
    })
    await settled()
    expect(over).toBe(false) // A late report would open again what has ended.
    asked.calls[1]?.answer({ stop: false })
    await disposing
    await vi.advanceTimersByTimeAsync(10_000)
    expect(asked.calls).toHaveLength(2)
  })
})

describe('a request from the database', () => {
  const job = (request: unknown) => ({ id: JOB, request }) as Parameters<typeof checkRequest>[0]

  test('is believed where it is one', () => {
    const request = dubRequest({
      background: { digest: 'a'.repeat(64), type: 'audio/wav', size: 3, name: 'Größe – 1.wav' },
      glossary: [{ term: 'cat', translations: { es: 'gato' }, said: {}, note: null, row: 2 }],
      transcriber: { id: 'openai', model: 'm', variant: 'v' },
      languages: ['es-419', 'zh-Hant-TW'],
    })
    expect(checkRequest(job(request))).toEqual(request)
  })

  test.for([
    ['nothing', null],
    ['a digest that is a path', dubRequest({ source: { digest: '../x', type: 'a', size: 1, name: 'a.mp3' } })],
    ['a tag that is a path', dubRequest({ languages: ['es/../..'] })],
    ['an edit without words', dubRequest({ edits: { es: { 1: { source: 'one', text: ' ' } } } })],
    ['an engine that is none', { ...dubRequest(), engine: 'auto' }],
    ['a field that is missing', { ...dubRequest(), take: undefined }],
  ])('is refused where it is %s', ([, request]) => {
    expect(() => checkRequest(job(request))).toThrow(expect.objectContaining({ code: 'input' }))
  })
})

describe('keys of objects', () => {
  const keys = (...files: readonly (readonly [language: string | null, type: string, file: string])[]) =>
    keysOf(
      { owner: OWNER, id: JOB },
      files.map(([language, type, file]) => ({ language, type, file, checksum: digestOf(file) })),
    ).map((key) => key.replace(`artifacts/${OWNER}/${JOB}/`, ''))
  const own = (file: string) => digestOf(file).slice(0, 12)

  test('are made of ytdub’s own words, whatever a person’s file is called', () => {
    const made = keys(
      ['es', 'youtube_audio', 'es/youtube/-rf $HOME; Größe 1 ☂-es.m4a'],
      ['es', 'captions_srt', 'es/a.exe.EXE-es.srt'],
      [null, 'video_multitrack', '..secret-multitrack.mp4'],
      [null, 'other', 'secret.x y'],
    )
    expect(made).toEqual([
      `es/youtube_audio-${own('es/youtube/-rf $HOME; Größe 1 ☂-es.m4a')}.m4a`,
      `es/captions_srt-${own('es/a.exe.EXE-es.srt')}.srt`,
      `video_multitrack-${own('..secret-multitrack.mp4')}.mp4`,
      `other-${own('secret.x y')}`,
    ])
  })

  test('are never the same for two files, and each time the same for one', () => {
    const files = [
      ['es', 'script', 'es/script.json'],
      ['es', 'script', 'es/script.srt'],
      ['es', 'lines', 'es/talk-one.wav'],
      ['es', 'lines', 'es/talk-two.wav'],
      ['fr', 'lines', 'fr/talk-two.wav'],
    ] as const
    expect(keys(...files)).toEqual([
      `es/script-${own('es/script.json')}.json`,
      `es/script-${own('es/script.srt')}.srt`,
      `es/lines-${own('es/talk-one.wav')}.wav`,
      `es/lines-2-${own('es/talk-two.wav')}.wav`,
      `fr/lines-${own('fr/talk-two.wav')}.wav`,
    ])
    expect(keys(...files)).toEqual(keys(...files))
  })
})

describe('what is done regularly', () => {
  test('a task that nobody speaks of waits again, and has failed where it was tried for too long', async () => {
    await using fleet = await openFleet()
    fleet.submit({ languages: ['es'] })
    await fleet.run(fleet.queue.waiting.shift()!)
    expect(fleet.job().status).toBe('generating')
    fleet.queue.waiting.splice(0)
    const parts = fleet.partsOf('w1')
    await fleet.fleet.begin(JOB, 'es', 'dead')
    fleet.clock.advance(5 * 60_000)
    await sweepStuck(parts)
    expect(fleet.queue.waiting).toEqual([])
    fleet.clock.advance(1)
    await sweepStuck(parts)
    expect(fleet.task('es')).toMatchObject({ status: 'pending' })
    expect(fleet.queue.waiting).toEqual([{ kind: 'language', job: JOB, language: 'es' }])
    await fleet.fleet.begin(JOB, 'es', 'dead')
    fleet.clock.advance(61 * 3_600_000)
    await sweepStuck(parts)
    expect(fleet.task('es')).toMatchObject({ status: 'error', code: 'vendor' })
    expect(fleet.queue.waiting.at(-1)).toEqual({ kind: 'finish', job: JOB })
  })

  test.each([
    ['before it could say so', 'pending', { kind: 'prepare', job: JOB }],
    ['before it had handed the languages out', 'generating', { kind: 'language', job: JOB, language: 'es' }],
    ['before it had the job finished', 'ended', { kind: 'finish', job: JOB }],
    ['while it finished the job', 'finalizing', { kind: 'finish', job: JOB }],
  ] as const)('whoever died %s keeps a job from its end for five minutes at most', async (_when, state, left) => {
    await using fleet = await openFleet()
    fleet.submit({ languages: ['es'] })
    if (state !== 'pending') fleet.job().status = 'generating'
    if (state === 'ended' || state === 'finalizing') await fleet.fleet.end(JOB, 'es', DONE)
    if (state === 'finalizing') fleet.job().status = 'finalizing'
    fleet.queue.waiting.splice(0)
    for (const time of [5 * 60_000, 1, 5 * 60_000, 1]) {
      const before = fleet.queue.added.length
      fleet.clock.advance(time)
      await sweepStuck(fleet.partsOf('w1'))
      expect(fleet.queue.waiting.splice(0)).toEqual(time === 1 ? [left] : [])
      expect(fleet.queue.added.length - before).toBe(time === 1 ? 1 : 0)
    }
    expect(fleet.fleet.events).toEqual([])
    expect(fleet.log).toEqual([])
  })

  test('a task of a cancelled job whose worker died is ended', async () => {
    await using fleet = await openFleet()
    fleet.submit({ languages: ['es'] })
    await fleet.fleet.begin(JOB, 'es', 'dead')
    fleet.fleet.cancel(JOB)
    expect(fleet.job().status).toBe('pending')
    fleet.clock.advance(6 * 60_000)
    await sweepStuck(fleet.partsOf('w1'))
    expect(fleet.job()).toMatchObject({ status: 'error', code: 'cancelled' })
  })
})
