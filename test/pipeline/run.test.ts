import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { Json } from '../../src/json.ts'
import { budgetOf } from '../../src/pipeline/budget.ts'
import type { RunEvent } from '../../src/pipeline/events.ts'
import { keyOf, startRun } from '../../src/pipeline/run.ts'
import type { Stage } from '../../src/pipeline/stage.ts'
import { fakeMedia } from '../rig/fake-media.ts'
import { fakeProviders } from '../rig/fake-providers.ts'
import { held, settled } from '../rig/held.ts'
import { memoryBlobs, memoryMemo, memoryScratch } from '../rig/memory-stores.ts'
import { settableClock } from '../rig/settable-clock.ts'

/** A run over memory that starts nothing, with a stage whose every call waits for the test. */
function setUp() {
  const clock = settableClock()
  const memo = memoryMemo(clock)
  const blobs = memoryBlobs('/nowhere')
  const work = held<Json, Json>()
  const events: RunEvent[] = []
  const stop = { requested: false }
  const cut = new AbortController()
  const start = () => {
    const providers = fakeProviders({ language: 'en', words: [] })
    const tools = { blobs, scratch: memoryScratch('/nowhere'), providers, media: fakeMedia(), signal: cut.signal }
    return startRun({ memo, tools, clock, stop, budget: budgetOf(Infinity), emit: (event) => events.push(event) })
  }
  const stage: Stage<Json, Json> = { name: 'work', version: 1, run: (input) => work.ask(input) }
  return {
    clock,
    memo,
    blobs,
    work,
    events,
    stop,
    cut,
    start,
    stage,
    run: start(),
    named: () => events.map(({ event }) => event),
  }
}

const each = (width: number) => ({ width, line: (index: number) => index + 1, onDone: () => {} })

describe('the key of a question', () => {
  const stage = { name: 'speak', version: 1 }

  test('is the SHA-256 of name, version and input in their one spelling', () => {
    const text = '["speak",1,{"text":"Hola","voice":"es"}]'
    const key = createHash('sha256').update(text).digest('hex')
    expect(keyOf(stage, { voice: 'es', text: 'Hola' })).toBe(key)
    expect(keyOf(stage, { text: 'Hola', voice: 'es' })).toBe(key)
  })

  test('changes with each of them', () => {
    const questions = [
      keyOf(stage, { text: 'Hola' }),
      keyOf(stage, { text: 'hola' }),
      keyOf(stage, { text: 'Hola', voice: 'es' }),
      keyOf({ ...stage, version: 2 }, { text: 'Hola' }),
      keyOf({ ...stage, name: 'translate' }, { text: 'Hola' }),
    ]
    expect(new Set(questions).size).toBe(questions.length)
  })
})

describe('a step', () => {
  test('is worked out once and recalled ever after, also by the next run', async () => {
    const { run, start, stage, work, named } = setUp()
    const answer = run.step(stage, 'q')
    ;(await work.next()).answer({ seconds: 1 })
    expect(await answer).toEqual({ seconds: 1 })
    expect(await run.step(stage, 'q')).toEqual({ seconds: 1 })
    expect(await start().step(stage, 'q')).toEqual({ seconds: 1 })
    expect(work.calls).toHaveLength(1)
    expect(named()).toEqual(['step-started', 'step-made', 'step-recalled', 'step-recalled'])
  })

  test('says what it is, how long it took and what it cost', async () => {
    const { run, stage, work, clock, events } = setUp()
    const by = { id: 'deepgram', model: 'aura-2' }
    const paid: typeof stage = { ...stage, bill: () => ({ by, units: { tts_characters: 4 } }) }
    const answer = run.forLanguage('es').step(paid, 'Hola', 7)
    const call = await work.next()
    clock.advance(250)
    call.answer('made')
    await answer
    await run.step(paid, 'Hola')
    const place = { stage: 'work', key: keyOf(stage, 'Hola'), language: 'es', line: 7 }
    const cost = { by, units: { tts_characters: 4 }, usd: expect.closeTo(0.00012, 9) }
    expect(events).toEqual([
      { ...place, event: 'step-started' },
      { ...place, event: 'step-made', ms: 250, paid: cost },
      { ...place, event: 'step-recalled', language: null, line: null, call: true, worth: cost },
    ])
  })

  test('equal questions under way share one answer', async () => {
    const { run, stage, work } = setUp()
    const answers = Promise.all([
      run.step(stage, { a: 1, b: 2 }),
      run.step(stage, { b: 2, a: 1 }),
      run.forLanguage('es').step(stage, { a: 1, b: 2 }),
    ])
    ;(await work.next()).answer('shared')
    expect(await answers).toEqual(['shared', 'shared', 'shared'])
    expect(work.calls).toHaveLength(1)
  })

  test('a failure is not kept: asked again, it is tried again', async () => {
    const { run, stage, work, events } = setUp()
    const first = run.step(stage, 'q')
    ;(await work.next()).fail(new Failure('vendor', 'busy'))
    await expect(first).rejects.toMatchObject({ code: 'vendor', message: 'busy' })
    expect(events.at(-1)).toMatchObject({ event: 'step-failed', reason: 'busy' })
    const second = run.step(stage, 'q')
    ;(await work.next()).answer('made')
    expect(await second).toBe('made')
  })

  test('a foreign error comes out as a Failure', async () => {
    const { run, stage, work } = setUp()
    const answer = run.step(stage, 'q')
    ;(await work.next()).fail(new TypeError('x is not a function'))
    await expect(answer).rejects.toMatchObject({ name: 'Failure', code: 'internal' })
  })

  test('where another worker has answered meanwhile, theirs stands', async () => {
    const { run, stage, work, memo } = setUp()
    const answer = run.step(stage, 'q')
    const call = await work.next()
    await memo.keep({ key: keyOf(stage, 'q'), stage: 'work', input: 'q' }, 'theirs')
    call.answer('mine')
    expect(await answer).toBe('theirs')
  })

  test('an answer whose blob is gone is a miss', async () => {
    const { run, stage, work, blobs } = setUp()
    const ref = await blobs.put(Buffer.from('sound'), 'audio/wav')
    const first = run.step(stage, 'q')
    ;(await work.next()).answer({ clips: [{ audio: ref }] })
    await first
    blobs.kept.delete(ref.digest)
    const second = run.step(stage, 'q')
    ;(await work.next()).answer({ clips: [{ audio: await blobs.put(Buffer.from('anew'), 'audio/wav') }] })
    expect(await second).not.toEqual(await first)
    expect(work.calls).toHaveLength(2)
  })

  test('tells how far it is', async () => {
    const { run, events } = setUp()
    const stage: Stage<Json, Json> = {
      name: 'work',
      version: 1,
      async run(_input, { progress }) {
        progress(0.5)
        return null
      },
    }
    await run.step(stage, 'q')
    expect(events[1]).toMatchObject({ event: 'step-progress', stage: 'work', fraction: 0.5 })
  })
})

describe('each', () => {
  test('asks so many at a time, and no more', async () => {
    const { run, stage, work } = setUp()
    const all = run.each(stage, ['a', 'b', 'c', 'd', 'e'], each(2))
    const [a, b] = [await work.next(), await work.next()]
    await settled()
    expect(work.calls.map(({ question }) => question)).toEqual(['a', 'b'])
    b.answer('B')
    const c = await work.next()
    await settled()
    expect(work.calls).toHaveLength(3)
    a.answer('A')
    const d = await work.next()
    for (const [call, answer] of [
      [c, 'C'],
      [d, 'D'],
    ] as const)
      call.answer(answer)
    ;(await work.next()).answer('E')
    expect(await all).toEqual({ answers: ['A', 'B', 'C', 'D', 'E'], failures: [] })
  })

  test('gives the answers in the order of the questions, whoever was first', async () => {
    const { run, stage, work } = setUp()
    const done: number[] = []
    const all = run.each(stage, ['a', 'b', 'c'], { ...each(3), onDone: (count) => done.push(count) })
    const calls = [await work.next(), await work.next(), await work.next()]
    for (const call of calls.toReversed()) {
      call.answer([call.question])
      await settled()
    }
    expect((await all).answers).toEqual([['a'], ['b'], ['c']])
    expect(done).toEqual([1, 2, 3])
  })

  test('no questions, no answers', async () => {
    const { run, stage } = setUp()
    expect(await run.each(stage, [], each(4))).toEqual({ answers: [], failures: [] })
  })

  test('after a failure nothing new is begun, but what is under way is finished and kept', async () => {
    const { run, stage, work } = setUp()
    const all = run.each(stage, ['a', 'b', 'c', 'd', 'e'], each(3))
    const [a, b, c] = [await work.next(), await work.next(), await work.next()]
    b.fail(new Failure('vendor', 'busy'))
    await settled()
    a.answer('A')
    c.answer('C')
    const { failures } = await all
    expect(failures).toMatchObject([{ index: 1, failure: { code: 'vendor', message: 'busy' } }])
    expect(work.calls).toHaveLength(3)
    expect(await run.step(stage, 'a')).toBe('A')
    expect(await run.step(stage, 'c')).toBe('C')
    expect(work.calls).toHaveLength(3)
  })

  test('all that failed are named, in order', async () => {
    const { run, stage, work } = setUp()
    const all = run.each(stage, ['a', 'b', 'c'], each(3))
    const calls = [await work.next(), await work.next(), await work.next()]
    calls[2]!.fail(new Failure('vendor', 'third'))
    await settled()
    calls[0]!.fail(new Failure('vendor', 'first'))
    calls[1]!.answer('B')
    const { failures } = await all
    expect(failures.map(({ index, failure }) => [index, failure.message])).toEqual([
      [0, 'first'],
      [2, 'third'],
    ])
  })

  test('a lost blob is more than a line’s failure: it is thrown, when all under way is finished', async () => {
    const { run, start, stage, work } = setUp()
    const all = run.each(stage, ['a', 'b', 'c'], each(2))
    const [a, b] = [await work.next(), await work.next()]
    a.fail(new Failure('lost', 'gone', { subject: 'abc' }))
    await settled()
    b.answer('B')
    await expect(all).rejects.toMatchObject({ code: 'lost', subject: 'abc' })
    expect(await start().step(stage, 'b')).toBe('B')
    expect(work.calls).toHaveLength(2)
  })
})

describe('a stop', () => {
  test('finishes what is under way, keeps it, and begins nothing new', async () => {
    const { run, start, stage, work, stop } = setUp()
    const all = run.each(stage, ['a', 'b', 'c', 'd'], each(2))
    const calls = [await work.next(), await work.next()]
    stop.requested = true
    for (const call of calls) call.answer('made')
    await expect(all).rejects.toMatchObject({ code: 'interrupted' })
    await expect(run.step(stage, 'e')).rejects.toMatchObject({ code: 'interrupted' })
    expect(work.calls).toHaveLength(2)
    stop.requested = false
    expect(await start().step(stage, 'a')).toBe('made')
    expect(await start().step(stage, 'b')).toBe('made')
    expect(work.calls).toHaveLength(2)
  })

  test('that cuts off reaches the stage as its signal, and comes out as an interruption', async () => {
    const { run, cut } = setUp()
    const started = Promise.withResolvers<void>()
    const stage: Stage<Json, Json> = {
      name: 'work',
      version: 1,
      run: (_input, { signal }) => {
        started.resolve()
        return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      },
    }
    const answer = run.step(stage, 'q')
    await started.promise
    cut.abort()
    await expect(answer).rejects.toMatchObject({ name: 'Failure', code: 'interrupted' })
  })
})
