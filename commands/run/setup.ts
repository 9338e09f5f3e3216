import type { SetupPlan } from '../../src/setup/plan-setup.ts'
import type { Context, Manner, Run } from '../command.ts'
import { askYesNo } from '../terminal/ask.ts'
import { DONE, EXIT_CODES } from '../terminal/exit-codes.ts'
import { listenForInterrupt, tellStopped } from '../terminal/interrupt.ts'
import type { Streams } from '../terminal/streams.ts'

/** Installs the programs that ytdub runs. @returns the exit code. */
export const runSetup: Run = async (_args, options, { streams, manner, config }) => {
  const { planSetup } = await import('../../src/setup/plan-setup.ts')
  const { yes, languages } = parse(options)
  const plan = await planSetup({ ...thisMachine(), searchPath: config.searchPath, languages })
  const confirm = (question: string) => askYesNo(question, { usual: true, stopped: 'Stopped. Nothing was installed.' })
  return await carryOutSetup(plan, { yes, manner, command: commandFor(languages) }, streams, confirm)
}

type Wishes = { readonly yes: boolean; readonly manner: Manner; readonly command: string }

/** The languages that the offline engine dubs into best. */
const USUAL = ['es', 'ca']

function parse(options: Readonly<Record<string, unknown>>): { yes: boolean; languages: readonly string[] } {
  const { yes, lang } = options
  return { yes: yes === true, languages: Array.isArray(lang) ? lang.map(String) : USUAL }
}

/** Shows the plan, asks, and carries it out. @returns the exit code. */
export async function carryOutSetup(
  plan: SetupPlan,
  { yes, manner, command }: Wishes,
  streams: Streams,
  confirm: (question: string) => Promise<boolean>,
): Promise<number> {
  if (plan.missing.length === 0 || !plan.runnable || !(yes || mayAsk(manner, streams))) {
    show(plan, manner, streams)
    if (plan.runnable && !manner.quiet) streams.err(`To install it: ${command} --yes\n`)
    return plan.missing.length === 0 ? DONE : EXIT_CODES.config
  }
  if (!yes) {
    streams.err(planText(plan))
    if (!(await confirm('Install what is missing?'))) {
      if (!manner.quiet) streams.err('Nothing was installed.\n')
      return DONE
    }
  }
  return await install(plan, `${command} --yes`, { streams, manner })
}

async function install(plan: SetupPlan, resume: string, context: Pick<Context, 'streams' | 'manner'>): Promise<number> {
  const { streams, manner } = context
  const say = (text: string) => (manner.quiet ? undefined : streams.err(text))
  for (const words of plan.commands) say(`${words.join(' ')}\n`)
  const onLine = (line: string) => isWorthSaying(line, plan, manner) && say(`  ${line}\n`)
  using interrupt = listenForInterrupt(streams, resume)
  try {
    await plan.apply({ signal: interrupt.signal, stop: interrupt.stop, onLine })
  } catch (error) {
    return tellStopped(error, resume, { interrupt, context })
  }
  const installed = plan.missing.map(({ name }) => name)
  if (manner.json) streams.out(`${JSON.stringify({ ready: true, installed })}\n`)
  else say(`Installed: ${installed.join(', ')}.\n`)
  return interrupt.exitCode() ?? DONE
}

function mayAsk({ json }: Manner, { interactive }: Streams): boolean {
  return interactive && !json
}

function show(plan: SetupPlan, manner: Manner, { out }: Streams): void {
  if (manner.json) out(`${JSON.stringify(asJson(plan))}\n`)
  else if (!manner.quiet || plan.missing.length > 0) out(planText(plan))
}

function planText({ found, missing, commands, notes }: SetupPlan): string {
  const there = found.map(({ need, version }) => (version === null ? need.name : `${need.name} ${version}`)).join(', ')
  if (missing.length === 0) return `Everything is there: ${there}.\n`
  return [
    ...(found.length > 0 ? [`There: ${there}.`] : []),
    `Missing: ${missing.map(({ name }) => name).join(', ')}.`,
    ...(commands.length > 0 ? ['To be installed with:', ...commands.map((words) => `  ${words.join(' ')}`)] : []),
    ...notes,
    '',
  ].join('\n')
}

function asJson({ found, missing, commands, runnable, notes }: SetupPlan) {
  return {
    ready: missing.length === 0,
    found: found.map(({ need, path, version }) => ({ name: need.name, path, version })),
    missing: missing.map(({ name }) => name),
    commands,
    runnable,
    notes,
  }
}

/** Package managers say much. One line for each package that was asked for is news enough. */
function isWorthSaying(line: string, { commands }: SetupPlan, { verbose }: Manner): boolean {
  const [, name] = /^(?:Setting up|==> (?:Installing|Pouring)) ([^\s:]+)/.exec(line) ?? []
  return verbose || (name !== undefined && commands.some((words) => words.includes(name)))
}

function commandFor(languages: readonly string[]): string {
  return languages === USUAL ? 'ytdub setup' : `ytdub setup --lang ${languages.join(',')}`
}

function thisMachine(): { platform: NodeJS.Platform; isRoot: boolean } {
  return { platform: process.platform, isRoot: process.getuid?.() === 0 }
}
