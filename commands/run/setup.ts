import { Failure } from '../../src/failure.ts'
import type { SetupPlan } from '../../src/setup/plan-setup.ts'
import type { Manner, Run } from '../command.ts'
import { DONE, EXIT_CODES } from '../terminal/exit-codes.ts'
import { listenForInterrupt } from '../terminal/interrupt.ts'
import type { Streams } from '../terminal/streams.ts'

/** Installs the programs that ytdub runs. @returns the exit code. */
export const runSetup: Run = async (_args, options, { streams, manner, config }) => {
  const { planSetup } = await import('../../src/setup/plan-setup.ts')
  const { yes, languages } = parse(options)
  const plan = await planSetup({ ...thisMachine(), searchPath: config.searchPath, languages })
  using interrupt = listenForInterrupt(streams, 'ytdub setup --yes')
  const io = { ...streams, confirm: askOnTerminal, signal: interrupt.signal, stop: interrupt.stop }
  const exitCode = await carryOut(plan, { yes, manner, command: commandFor(languages) }, io)
  return interrupt.exitCode() ?? exitCode
}

type Wishes = { readonly yes: boolean; readonly manner: Manner; readonly command: string }

type Io = Pick<Streams, 'out' | 'err' | 'interactive'> & {
  readonly confirm: (question: string) => Promise<boolean>
  readonly signal: AbortSignal
  readonly stop: { readonly requested: boolean }
}

/** The languages that the offline engine dubs into best. */
const USUAL = ['es', 'ca']

function parse(options: Readonly<Record<string, unknown>>): { yes: boolean; languages: readonly string[] } {
  const { yes, lang } = options
  return { yes: yes === true, languages: Array.isArray(lang) ? lang.map(String) : USUAL }
}

/** Shows the plan, asks, and carries it out. @returns the exit code. */
export async function carryOut(plan: SetupPlan, { yes, manner, command }: Wishes, io: Io): Promise<number> {
  if (plan.missing.length === 0 || !plan.runnable || !(yes || mayAsk(manner, io))) {
    show(plan, manner, io)
    if (plan.runnable && !manner.quiet) io.err(`To install it: ${command} --yes\n`)
    return plan.missing.length === 0 ? DONE : EXIT_CODES.config
  }
  if (!yes) {
    io.err(planText(plan))
    if (!(await io.confirm('Install what is missing?'))) return EXIT_CODES.config
  }
  const say = (text: string) => (manner.quiet ? undefined : io.err(text))
  for (const words of plan.commands) say(`${words.join(' ')}\n`)
  const onLine = (line: string) => isWorthSaying(line, plan, manner) && say(`  ${line}\n`)
  await plan.apply({ signal: io.signal, stop: io.stop, onLine })
  if (manner.json) io.out(`${JSON.stringify({ ready: true, installed: plan.missing.map(({ name }) => name) })}\n`)
  else say(`Installed: ${plan.missing.map(({ name }) => name).join(', ')}.\n`)
  return DONE
}

function mayAsk({ json }: Manner, { interactive }: Io): boolean {
  return interactive && !json
}

function show(plan: SetupPlan, manner: Manner, { out }: Io): void {
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

async function askOnTerminal(question: string): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts')
  return confirm({ message: question }, { output: process.stderr }).catch((error: unknown) => {
    // How its library says Ctrl-C: at a question, that key is the library's.
    if (!(error instanceof Error) || error.name !== 'ExitPromptError') throw error
    throw new Failure('interrupted', 'Stopped. Nothing was installed.', { cause: error })
  })
}
