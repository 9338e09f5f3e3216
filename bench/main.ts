import { machine } from './machine.ts'
import type { Result } from './result.ts'

type Bench = { readonly about: string; readonly load: () => Promise<(flags: readonly string[]) => Promise<Result>> }

const BENCHES: { readonly [name: string]: Bench } = {
  startup: {
    about: '`ytdub --version` and `--help` against bare node',
    load: async () => (await import('./startup.ts')).startup,
  },
  render: {
    about: 'an hour of background with 1000 clips against ffmpeg alone encoding it (some minutes)',
    load: async () => (await import('./render.ts')).render,
  },
  cloud: {
    about: '1000 lines in three languages against emulated vendors; with --faults, vendors that misbehave',
    load: async () => (await import('./cloud.ts')).cloud,
  },
}

const [name, ...flags] = process.argv.slice(2)
const bench = name === undefined ? undefined : BENCHES[name]
if (name === undefined || bench === undefined) {
  const known = Object.entries(BENCHES).map(([each, { about }]) => `  ${each.padEnd(9)} ${about}`)
  process.stderr.write(`npm run -s bench -- NAME [--json] [--faults]\n\n${known.join('\n')}\n`)
  process.exitCode = 2
} else {
  const { figures, targets } = await (await bench.load())(flags)
  const met = Object.entries(targets).every(([figure, most]) => (figures[figure] ?? Number.POSITIVE_INFINITY) <= most)
  const report = { bench: name, machine: machine(), figures, targets, met }
  process.stdout.write(flags.includes('--json') ? `${JSON.stringify(report)}\n` : table(report))
}

function table({
  bench,
  machine,
  figures,
  targets,
  met,
}: Result & { bench: string; machine: unknown; met: boolean }): string {
  const rows = Object.entries(figures).map(([figure, value]) => {
    const most = targets[figure]
    const verdict = most === undefined ? '' : value <= most ? `at most ${most}: met` : `at most ${most}: MISSED`
    return `${figure.padEnd(44)} ${value.toFixed(2).padStart(10)}   ${verdict}`
  })
  return `${bench} on ${JSON.stringify(machine)}\n${rows.join('\n')}\n${met ? 'met' : 'not met'}\n`
}
