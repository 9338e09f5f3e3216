import { Failure } from '../../src/failure.ts'
import type { Context, Run } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import type { Answers, InitFlags } from '../terminal/init-answers.ts'
import { spinning } from '../terminal/spinner.ts'
import { printable } from '../terminal/styled.ts'

/** Asks what is to be set, checks the keys, and writes the file of one’s own. @returns the exit code. */
export const runInit: Run = async (_args, options, context) => {
  const flags: InitFlags = options
  const answers = await gather(flags, context)
  const [{ changeOwnFile }, { shownValue }] = await Promise.all([
    import('../../src/setup/own-file.ts'),
    import('../../src/setup/setting-value.ts'),
  ])
  const { streams, manner, config } = context
  const written = Object.entries(await changeOwnFile(config.ownFile, answers)).map(
    ([name, value]) => [name, shownValue(name as keyof Answers, value)] as const,
  )
  if (manner.json) {
    streams.out(`${JSON.stringify({ path: config.ownFile, settings: Object.fromEntries(written) })}\n`)
  } else if (!manner.quiet) {
    const rows = written.map(([name, value]) => `  ${name} = ${printable(value)}\n`)
    streams.out(
      `Written to ${printable(config.ownFile)}, which only you can read:\n${rows.join('') || '  nothing yet\n'}`,
    )
    streams.out('\nSee whether all works: ytdub doctor\n')
  }
  return DONE
}

async function gather(flags: InitFlags, context: Context): Promise<Answers> {
  const { answersIn, mustBeAnswered } = await import('../terminal/init-answers.ts')
  const { readSecret } = await import('../terminal/ask.ts')
  const mayAsk = context.streams.interactive && !context.manner.json
  if (!mayAsk) mustBeAnswered(flags, context)
  const said = await answersIn(flags, context, readSecret)
  const check = async (answers: Answers) => (flags.check === false ? undefined : refusal(answers, context))
  const trouble = await check(said)
  if (trouble !== undefined) throw trouble
  // What was handed over by standard input has used it up: nobody can type there any more.
  if (!mayAsk || flags.keys === 'stdin') return said
  const [{ askTheRest }, { onTerminal }] = await Promise.all([
    import('../terminal/init-questions.ts'),
    import('../terminal/ask.ts'),
  ])
  const asked = await askTheRest(flags, context, {
    asking: onTerminal,
    check: async (answers) => (await check(answers))?.message,
  })
  return { ...asked, ...said }
}

/** Why a vendor does not take one of the keys among the answers; undefined where all are taken, or there is none. */
async function refusal(answers: Answers, context: Context): Promise<Failure | undefined> {
  const { deepgramApiKey, openaiApiKey } = answers
  if (deepgramApiKey === undefined && openaiApiKey === undefined) return undefined
  const { checkKeys } = await import('../../src/doctor.ts')
  // The addresses that hold, and no other keys than those.
  const { config } = context
  const asked = { ...config, deepgramApiKey, openaiApiKey }
  const found = await spinning('Asking whether the key is good', () => checkKeys(asked), context)
  const failing = found.find(({ status }) => status === 'fails')
  if (failing === undefined) return undefined
  const { name, detail, hint } = failing
  const refused = /refuses|accepted/.test(detail)
  return new Failure(refused ? 'auth' : 'vendor', `${name}: ${detail}`, {
    hint: `${hint ?? ''}\nNothing was written. To keep it unasked: --no-check`.trim(),
  })
}
