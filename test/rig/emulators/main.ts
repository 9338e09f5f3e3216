import { parseArgs } from 'node:util'
import { typeable } from '../../../src/failure.ts'
import { EMULATED_DEEPGRAM_KEY, startDeepgram } from './deepgram.ts'
import type { EmulatedCall, Emulator } from './emulated.ts'
import { EVERY_FAULT, type FaultName, PASSING_FAULTS } from './every-fault.ts'
import { listenWithPocketsphinx } from './hearing.ts'
import { EMULATED_OPENAI_KEY, startOpenAI } from './openai.ts'
import type { ProjectForPeople } from './supabase-for-people.ts'
import type { SupabaseCall, SupabaseEmulator } from './supabase-server-types.ts'

/** `npm run emulators`: Deepgram and OpenAI on loopback, and Supabase if asked for, for a person to try ytdub against. */
const PORTS = { deepgram: 8901, openai: 8902, openaiSecure: 8903, supabase: 8904 }
const KINDS = ['all', ...Object.keys(EVERY_FAULT)]
const USAGE = `npm run -s emulators -- [--fault KIND]… [--share 0.05] [--latency MS] [--supabase]

  --fault KIND    misbehave, in one way or several:
                  all (those that a second try mends), ${KINDS.slice(1).join(', ')}
  --share SHARE   of the calls that meet a fault, 0 to 1 (else 0.05)
  --latency MS    how long each answer takes to begin
  --supabase      Auth and Storage, too; where DATABASE_URL is set, accounts get their rows in that database,
                  and its policies say who may upload what

Each call is logged with what it is billed, and what all calls so far come to.
`

type Settings = {
  readonly faults: readonly FaultName[]
  readonly share: number
  readonly latency: number
  readonly supabase: boolean
}

/** USD of all calls so far. */
let billed = 0

const args = process.argv.slice(2)
const settings = settingsOf(args)
if (args.includes('--help') || args.includes('-h')) process.stdout.write(USAGE)
else if (typeof settings === 'string') {
  process.stderr.write(`${settings}\n\n${USAGE}`)
  process.exitCode = 2
} else await serve(settings)

/** @returns what is wrong, where something is. */
function settingsOf(told: readonly string[]): Settings | string {
  try {
    const { values } = parseArgs({
      args: [...told],
      options: {
        fault: { type: 'string', multiple: true, default: [] },
        share: { type: 'string', default: '0.05' },
        latency: { type: 'string', default: '0' },
        supabase: { type: 'boolean', default: false },
      },
    })
    const [share, latency] = [Number(values.share), Number(values.latency)]
    const unknown = values.fault.find((name) => !KINDS.includes(name))
    if (unknown !== undefined) return `There is no fault ${JSON.stringify(unknown)}.`
    if (!(share >= 0 && share <= 1)) return `--share ${values.share} is not between 0 and 1.`
    if (!(latency >= 0)) return `--latency ${values.latency} is no number of milliseconds.`
    const faults = values.fault.flatMap((name) => (name === 'all' ? PASSING_FAULTS : [name as FaultName]))
    return { faults, share, latency, supabase: values.supabase }
  } catch (error) {
    return (error as Error).message // Names the option that there is none of.
  }
}

async function serve({ faults, share, latency, supabase }: Settings): Promise<void> {
  const common = { keepBodies: false, speak: 'espeak', listen: listenWithPocketsphinx } as const
  await using deepgram = await atPortOrAny(PORTS.deepgram, (port) =>
    startDeepgram({ ...common, port, onCall: (call) => log('deepgram', call) }),
  )
  const startSecond = (port: number, securePort: number) =>
    startOpenAI({ ...common, translate: 'apertium', port, securePort, onCall: (call) => log('openai', call) })
  await using openai = await atPortOrAny(PORTS.openai, (port) => startSecond(port, port && PORTS.openaiSecure))
  for (const emulator of [deepgram, openai]) {
    Object.assign(emulator.latency, { stt: latency, llm: latency, tts: latency })
    misbehave(emulator, faults, share / faults.length)
  }
  await using opened = supabase ? await startProject() : undefined
  if (opened) {
    opened.project.latency = latency
    misbehave(opened.project, faults, share / faults.length)
  }
  process.stdout.write(
    [
      '# Paste this into the shell in which you try ytdub:',
      `export DEEPGRAM_API_KEY=${EMULATED_DEEPGRAM_KEY}`,
      `export DEEPGRAM_BASE_URL=${deepgram.url}`,
      `export OPENAI_API_KEY=${EMULATED_OPENAI_KEY}`,
      '# https, since Realtime speaks nothing else.',
      `export OPENAI_BASE_URL=${openai.secureUrl}/v1`,
      `export NODE_EXTRA_CA_CERTS=${typeable(openai.certificate)}`,
      ...(opened?.lines ?? []),
      '# And then, say:',
      'npx ytdub dub fixtures/talk.mp3 --lang es,fr --out dubs',
      '',
    ].join('\n'),
  )
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  process.stderr.write(`billed: $${(deepgram.usd() + openai.usd()).toFixed(6)}\n`)
}

/** Loaded only where it is asked for. */
async function startProject(): Promise<ProjectForPeople> {
  const { startSupabaseForPeople } = await import('./supabase-for-people.ts')
  const database = process.env['DATABASE_URL'] || undefined
  return atPortOrAny(PORTS.supabase, (port) => startSupabaseForPeople({ port, database, onCall: logSupabase }))
}

async function atPortOrAny<Running>(port: number, start: (port: number) => Promise<Running>): Promise<Running> {
  return start(port).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') return start(0)
    throw error
  })
}

function misbehave(
  emulator: Pick<Emulator | SupabaseEmulator, 'misbehave'>,
  faults: readonly FaultName[],
  share: number,
): void {
  for (const name of faults) {
    const { fault, path }: { fault: (typeof EVERY_FAULT)[FaultName]['fault']; path?: RegExp } = EVERY_FAULT[name]
    emulator.misbehave(fault, { share, ...(path && { path }) })
  }
}

/** No query: it holds names and terms of what is dubbed. */
function log(vendor: string, { method, path, status, ms, usd, fault }: EmulatedCall): void {
  const trouble = fault === undefined ? '' : `  (${fault.kind})`
  billed += usd
  const money = `$${usd.toFixed(6)} (in all $${billed.toFixed(6)})`
  process.stderr.write(`${vendor} ${method} ${path} ${status || 'none'} ${ms} ms ${money}${trouble}\n`)
}

/** No query: it holds tokens. */
function logSupabase({ method, path, status, ms, bytes, fault }: SupabaseCall): void {
  const trouble = fault === undefined ? '' : `  (${fault})`
  process.stderr.write(`supabase ${method} ${path} ${status || 'none'} ${ms} ms ${bytes} B${trouble}\n`)
}
