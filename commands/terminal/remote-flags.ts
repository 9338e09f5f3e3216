import { Failure } from '../../src/failure.ts'

/** Flags that mean something only where the dubbing is done. */
const HERE_ONLY = {
  dryRun: '--dry-run',
  until: '--until',
  maxCost: '--max-cost',
  maxHours: '--max-hours',
  stt: '--stt',
  llm: '--llm',
  tts: '--tts',
} as const

/** What the service does not take. */
const NOT_SENT = { transcript: '--transcript', script: '--script' } as const

/** @throws {Failure} `usage`, where flags do not go together. */
export function refuseMixed(options: Readonly<Record<string, unknown>>): void {
  const [unsent] = Object.entries(NOT_SENT).filter(([name]) => options[name] !== undefined)
  if (options['remote'] === true && unsent) {
    throw new Failure('usage', `${unsent[1]} does not go together with --remote: the service takes no such files.`, {
      hint: `Leave ${unsent[1]} out, or dub here, without --remote.`,
    })
  }
  const [here] = Object.entries(HERE_ONLY).filter(([name]) => options[name] !== undefined && options[name] !== false)
  if (options['remote'] === true && here) {
    throw new Failure('usage', `${here[1]} does not go together with --remote: the service decides that.`, {
      hint: `Leave ${here[1]} out, or dub here, without --remote.`,
    })
  }
  const [there] = [options['wait'] === false && '--no-wait', options['upload'] !== undefined && '--upload'].filter(
    Boolean,
  )
  if (options['remote'] !== true && there) {
    throw new Failure('usage', `${there} is for dubbing at the service.`, {
      hint: `Add --remote, or leave ${there} out.`,
    })
  }
}
