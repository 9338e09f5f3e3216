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

/** @throws {Failure} `usage`, where flags do not go together. */
export function refuseMixed(options: Readonly<Record<string, unknown>>): void {
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
