import type { Config } from '../../src/config.ts'
import { ENGINES } from '../../src/dub/request.ts'
import { Failure } from '../../src/failure.ts'
import { automaticEngine, keysIn } from '../../src/jobs/choose-engine.ts'
import type { Finding } from '../../src/ports/findings.ts'
import { wishOf } from '../../src/wish.ts'
import type { Run } from '../command.ts'
import { DONE, EXIT_CODES } from '../terminal/exit-codes.ts'
import { spinning } from '../terminal/spinner.ts'
import type { Streams } from '../terminal/streams.ts'
import { printable, styled } from '../terminal/styled.ts'
import { table } from '../terminal/table.ts'

/** Examines this machine and says what to do. @returns the exit code. */
export const runDoctor: Run = async (_args, options, context) => {
  const { streams, manner, config } = context
  const { examine } = await import('../../src/doctor.ts')
  const offline = options['offline'] === true
  const { packageVersion } = await import('../../src/app.ts')
  const found = await spinning('Looking at this machine', () => examine(config, { offline }), context)
  const findings = [aboutYtdub(await packageVersion()), ...found]
  const working = workingEngines(findings)
  const { engine, missing } = engineTaken(config)
  const isBroken = missing !== undefined || (engine !== undefined && !working.includes(engine))
  if (manner.json) streams.out(`${JSON.stringify(findings.map(asJson))}\n`)
  else {
    streams.out(describeFindings(findings, streams))
    if (isBroken && engine !== undefined && working.length > 0)
      streams.out(`A dub would take the ${engine} engine, unless --engine says otherwise.\n`)
  }
  if (missing) streams.err(`${missing.message}\n${missing.hint ?? ''}\n`)
  return working.length > 0 && !isBroken ? DONE : EXIT_CODES.config
}

/**
 * The engine that a dub takes by what is set, or which key it would miss. None where providers are named that do some of its
 * work: it is not needed as a whole then.
 */
function engineTaken(config: Config): { readonly engine?: string; readonly missing?: Failure } {
  const { engine, instead } = wishOf({}, config)
  if (Object.values(instead).some((id) => id !== undefined)) return {}
  if (engine !== 'auto') return { engine }
  try {
    return { engine: automaticEngine(keysIn(config), instead) }
  } catch (error) {
    return { missing: Failure.from(error) }
  }
}

/** For whoever is asked for help. */
function aboutYtdub(version: string): Finding {
  return { name: 'ytdub', status: 'works', detail: `${version}, ${process.platform} ${process.arch}`, engines: [] }
}

/** The engines of which all works, as far as it was asked. */
export function workingEngines(findings: readonly Finding[]): readonly string[] {
  return ENGINES.filter((engine) => engine !== 'auto').filter((engine) => {
    const needed = findings.filter(({ engines }) => engines.includes(engine))
    return needed.length > 0 && needed.every(({ status }) => status === 'works' || status === 'unchecked')
  })
}

/** All that was found as a table, what to do about each trouble, and what works in the end. */
export function describeFindings(findings: readonly Finding[], { color }: Pick<Streams, 'color'>): string {
  const head = ['', 'What', 'Found']
  const rows = findings.map(({ name, status, detail }) => [MARKS[status], name, printable(detail)])
  const troubles = findings.filter(({ status, hint }) => status !== 'works' && hint !== undefined)
  const hints = troubles.map(({ name, hint, status }) => {
    const line = `${MARKS[status]} ${name}: ${printable(hint ?? '').replaceAll('\uFFFD', ' ')}`
    return styled(line, status === 'fails' ? 'red' : 'dim', color.out)
  })
  const engines = workingEngines(findings)
  const verdict = engines.length > 0 ? `Engines that work: ${engines.join(', ')}.` : 'No engine works yet.'
  return [table([head, ...rows]), ...(hints.length > 0 ? [...hints, ''] : []), verdict, ''].join('\n')
}

const MARKS = { works: '✓', fails: '✗', unset: '–', unchecked: '?' } as const satisfies Record<
  Finding['status'],
  string
>

function asJson({ name, status, detail, hint }: Finding) {
  return { name, status, detail, hint: hint ?? null }
}
