import { describe, expect, test } from 'vitest'
import { lineProgress } from '../../../commands/terminal/line-progress.ts'
import { progressFor } from '../../../commands/terminal/progress-for.ts'
import type { Streams } from '../../../commands/terminal/streams.ts'
import { Failure } from '../../../src/failure.ts'
import type { JobEvent } from '../../../src/jobs/events.ts'

const step = { stage: 'speak', key: 'abcdef0123456789', language: 'es', line: 3 }
const task = (stage: 'stt' | 'dubbing', progress: number): JobEvent => {
  return {
    event: 'task',
    job: 'job_1',
    language: 'es',
    status: 'generating',
    stage,
    progress,
    message: `at ${progress}`,
  }
}

const silent: Streams = {
  out: () => {},
  err: () => {},
  closed: new AbortController().signal,
  animated: false,
  interactive: false,
  columns: 80,
  color: { out: false, err: false },
}

/** What stands on standard error after these events. */
function shown(events: readonly JobEvent[], verbose = false): string {
  const parts: string[] = []
  const progress = lineProgress({ err: (part) => parts.push(part) }, { verbose })
  for (const event of events) progress.show(event)
  progress.end()
  return parts.join('')
}

describe('a line for each change of stage', () => {
  test('and none for what moves within one', () => {
    expect(shown([task('stt', 1), task('stt', 20), task('dubbing', 41), task('dubbing', 60)])).toBe(
      'es: stt (at 1)\nes: dubbing (at 41)\n',
    )
  })

  test('once for all languages while the recording is heard', () => {
    const started: JobEvent = { event: 'job-started', job: 'job_1', languages: ['es', 'fr'], folder: '/x' }
    const inFrench = (stage: 'stt' | 'dubbing'): JobEvent => ({ ...task(stage, 1), language: 'fr' }) as JobEvent
    const events = [started, task('stt', 1), inFrench('stt'), task('stt', 2), task('dubbing', 1), inFrench('dubbing')]
    expect(shown(events).split('\n').slice(1)).toEqual([
      'all: stt (at 1)',
      'es: dubbing (at 1)',
      'fr: dubbing (at 1)',
      '',
    ])
  })

  test('and none for what ends the whole job: it is told at the end, once', () => {
    const failed = { ...step, event: 'step-failed', reason: 'no', paid: undefined } as const
    expect(
      shown([
        { ...failed, stage: 'transcribe', language: null, line: null, code: 'vendor' },
        { ...failed, code: 'auth' },
        { ...failed, code: 'interrupted' },
      ]),
    ).toBe('')
  })

  test('with the languages by name at the start', () => {
    expect(shown([{ event: 'job-started', job: 'job_1', languages: ['es', 'pt-BR'], folder: '/x' }])).toBe(
      'Job job_1: Spanish, Portuguese (Brazil)\n',
    )
  })

  test('with each step where every one is wanted', () => {
    const events: JobEvent[] = [
      { ...step, event: 'step-started' },
      { ...step, event: 'step-made', ms: 12, paid: undefined },
      { ...step, event: 'step-recalled', language: null, line: null, call: true },
    ]
    expect(shown(events)).toBe('')
    expect(shown(events, true)).toBe(
      '  speak es line 3 worked out in 12 ms (abcdef012345)\n  speak recalled (abcdef012345)\n',
    )
  })

  test('and whatever a person should know, on one line each, without control characters', () => {
    const events: JobEvent[] = [
      { event: 'warning', language: null, message: 'short\u001B[31m' },
      { event: 'warning', language: 'es', message: 'two\nlines' },
      { ...step, event: 'step-failed', code: 'vendor', reason: 'busy', paid: undefined },
      { event: 'job-waiting', job: 'job_1', holder: 'host/1' },
      { event: 'blob-lost', job: 'job_1', digest: 'abc' },
    ]
    expect(shown(events).split('\n')).toEqual([
      'Warning: short',
      'Warning (es): two�lines',
      'Failed: speak es line 3: busy',
      'Another process (host/1) works on this job: waiting for it.',
      'Something that was kept is gone or damaged: it is worked out again.',
      '',
    ])
  })
})

describe('the progress that fits', () => {
  const open = (manner: { json?: boolean; quiet?: boolean; verbose?: boolean }, animated = false) => {
    const [out, err]: [string[], string[]] = [[], []]
    const streams = {
      ...silent,
      out: (text: string) => out.push(text),
      err: (text: string) => err.push(text),
      animated,
    }
    const progress = progressFor({ streams, manner: { json: false, quiet: false, verbose: false, ...manner } })
    progress.notice('Draft quality.')
    progress.show(task('stt', 1))
    progress.end()
    progress.end()
    return { out: out.join(''), err: err.join('') }
  }

  test('for a script is one JSON event on a line of standard output', () => {
    const { out, err } = open({ json: true }, true)
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual([{ event: 'notice', message: 'Draft quality.' }, task('stt', 1)])
    expect(err).toBe('')
  })

  test.each([true, false])('for a script ends with the outcome, and why before it; told by the job: %s', (told) => {
    const out: string[] = []
    const streams = { ...silent, out: (text: string) => void out.push(text) }
    const progress = progressFor({ streams, manner: { json: true, quiet: false, verbose: false } })
    const end: JobEvent = { event: 'job-finished', job: 'job_1', status: 'error', manifest: null }
    if (told) progress.show(end)
    expect(out).toEqual([])
    expect(progress.failed(new Failure('vendor', 'Busy.', { hint: 'Wait.' }), 'job_1')).toBe(true)
    expect(out.map((line) => JSON.parse(line))).toEqual([
      { event: 'error', code: 'vendor', message: 'Busy.', hint: 'Wait.' },
      end,
    ])
  })

  test('for whoever wants quiet is none', () => {
    expect(open({ quiet: true }, true)).toEqual({ out: '', err: '' })
  })

  test('without a terminal, or with every step, is lines on standard error', () => {
    for (const [manner, animated] of [
      [{}, false],
      [{ verbose: true }, true],
    ] as const) {
      expect(open(manner, animated)).toEqual({ out: '', err: 'Draft quality.\nes: stt (at 1)\n' })
    }
  })
})
