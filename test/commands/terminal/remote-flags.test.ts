import { describe, expect, test } from 'vitest'
import { refuseMixed } from '../../../commands/terminal/remote-flags.ts'

describe('flags that do not go together are refused', () => {
  for (const [flag, options] of Object.entries({
    '--dry-run': { dryRun: true },
    '--until': { until: 'translate' },
    '--max-cost': { maxCost: 0 },
    '--max-hours': { maxHours: 1 },
    '--stt': { stt: 'deepgram' },
    '--llm': { llm: 'openai' },
    '--tts': { tts: 'openai' },
    '--transcript': { transcript: 'talk.srt' },
    '--script': { script: ['es=talk.es.srt'] },
  })) {
    test(`${flag} with --remote, and not without it`, () => {
      const told = expect.objectContaining({ code: 'usage', message: expect.stringContaining(`${flag} does not go`) })
      expect(() => refuseMixed({ ...options, remote: true })).toThrow(told)
      expect(() => refuseMixed(options)).not.toThrow()
    })
  }

  for (const [flag, options] of Object.entries({ '--no-wait': { wait: false }, '--upload': { upload: 'job_1' } })) {
    test(`${flag} without --remote`, () => {
      const told = expect.objectContaining({ code: 'usage', hint: expect.stringContaining('Add --remote') })
      expect(() => refuseMixed(options)).toThrow(told)
      expect(() => refuseMixed({ ...options, remote: true })).not.toThrow()
    })
  }

  test('none at all are well, as commander gives them', () => {
    expect(() => refuseMixed({ wait: null })).not.toThrow()
    expect(() => refuseMixed({ wait: null, remote: true })).not.toThrow()
  })
})
