import { Failure } from '../src/failure.ts'
import { machine } from './machine.ts'
import type { Report, Result } from './result.ts'

type Bench = {
  readonly about: string
  readonly load: () => Promise<(flags: readonly string[]) => Promise<Result | Report>>
}

const BENCHES: { readonly [name: string]: Bench } = {
  startup: {
    about: '`ytdub --version` and `--help` against bare node',
    load: async () => (await import('./startup.ts')).startup,
  },
  timing: {
    about:
      'ytdub’s schedule beside the rules of other systems; --instances FILE, --schedules, --svg FILE, --markdown FILE',
    load: async () => (await import('./timing.ts')).timing,
  },
  render: {
    about:
      'an hour of background with 1000 clips, both stems, against ffmpeg alone encoding the same two files; 10 minutes and 3 hours for memory (--quick: without 3 hours)',
    load: async () => (await import('./render.ts')).render,
  },
  stretch: {
    about: 'speech made faster and slower: ours, a phase vocoder, and ffmpeg’s atempo and rubberband (some minutes)',
    load: async () => (await import('./stretch.ts')).stretch,
  },
  encoder: {
    about: 'what AAC loses of speech and music, with our settings and with ffmpeg’s own',
    load: async () => (await import('./encoder.ts')).encoder,
  },
  cloud: {
    about: '1000 lines in three languages against emulated vendors; with --faults, vendors that misbehave',
    load: async () => (await import('./cloud.ts')).cloud,
  },
  batch: {
    about: '200 short files into two languages with instant providers: overhead for each file, and memory; --quick',
    load: async () => (await import('./batch.ts')).batch,
  },
  resume: {
    about: 'an hour of 1000 lines that is done already, run again (the first run takes minutes); --quick',
    load: async () => (await import('./resume.ts')).resume,
  },
  fleet: {
    about:
      '1000 language tasks by 1, 2 and 4 workers, then with one killed every second; --only PART, --tasks N, --kill-every MS, --quick',
    load: async () => (await import('./fleet.ts')).fleet,
  },
  api: {
    about: 'requests per second with 10,000 jobs of 1000 users, and 500 who follow theirs; --quick',
    load: async () => (await import('./api.ts')).api,
  },
}

const [name, ...flags] = process.argv.slice(2)
const bench = name === undefined ? undefined : BENCHES[name]
if (name === undefined || bench === undefined) {
  const known = Object.entries(BENCHES).map(([each, { about }]) => `  ${each.padEnd(9)} ${about}`)
  process.stderr.write(`npm run -s bench -- NAME [--json] [FLAGS]\n\n${known.join('\n')}\n`)
  process.exitCode = 2
} else await show(name, bench)

async function show(name: string, { load }: Bench): Promise<void> {
  try {
    const found = await (await load())(flags)
    const { met, report, text } = 'figures' in found ? toReport(found) : found
    const told = { bench: name, machine: machine(), met, ...report }
    process.stdout.write(
      flags.includes('--json')
        ? `${JSON.stringify(told)}\n`
        : `${name} on ${JSON.stringify(told.machine)}\n${text}${met ? 'met' : 'not met'}\n`,
    )
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'usage') throw error
    process.stderr.write(`${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`)
    process.exitCode = 2
  }
}

function toReport({ figures, targets }: Result): Report {
  const met = Object.entries(targets).every(([figure, most]) => (figures[figure] ?? Number.POSITIVE_INFINITY) <= most)
  return { met, report: { figures, targets }, text: table({ figures, targets }) }
}

function table({ figures, targets }: Result): string {
  const rows = Object.entries(figures).map(([figure, value]) => {
    const most = targets[figure]
    const verdict = most === undefined ? '' : value <= most ? `at most ${most}: met` : `at most ${most}: MISSED`
    return `${figure.padEnd(44)} ${value.toFixed(2).padStart(10)}   ${verdict}`
  })
  return `${rows.join('\n')}\n`
}
