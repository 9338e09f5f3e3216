import { createInterface } from 'node:readline'
import { Failure } from '../../src/failure.ts'

/** Asks for a line on the terminal. @throws {Failure} `interrupted`, on Ctrl-C. */
export async function askLine(question: string): Promise<string> {
  const { input } = await import('@inquirer/prompts')
  return input({ message: question, required: true }, { output: process.stderr }).then(trimmed, stopped)
}

/** Asks for a secret on the terminal, which does not show it. @throws {Failure} `interrupted`, on Ctrl-C. */
export async function askHidden(question: string): Promise<string> {
  const { password } = await import('@inquirer/prompts')
  return password({ message: question, mask: false }, { output: process.stderr }).catch(stopped)
}

type Asking = {
  /** What Enter says; else no. */
  readonly usual?: boolean
  /** What is said of Ctrl-C, e.g. that nothing was deleted. */
  readonly stopped?: string
  /** Ends the question as Ctrl-C does. */
  readonly signal?: AbortSignal
}

/** Asks a question that is answered by yes or no. @throws {Failure} `interrupted`, on Ctrl-C. */
export async function askYesNo(
  question: string,
  { usual = false, stopped: words, signal }: Asking = {},
): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts')
  const around = { output: process.stderr, ...(signal && { signal }) }
  return confirm({ message: question, default: usual }, around).catch((error: unknown) => stopped(error, words))
}

/** How `ytdub init` asks on the terminal. @throws {Failure} `interrupted`, on Ctrl-C. */
export const onTerminal = {
  async line(question: string, usual: string, wrong: (text: string) => string | undefined): Promise<string> {
    const { input } = await import('@inquirer/prompts')
    const validate = (text: string) => wrong(text) ?? true
    const asked = { message: question, default: usual, prefill: 'editable', validate } as const
    return input(asked, { output: process.stderr }).then(trimmed, stopped)
  },
  secret: askHidden,
  sure: (question: string) => askYesNo(question),
}

/**
 * The first line of standard input that is not empty and taken, from a terminal or not; undefined where it ends before.
 */
export async function readLine(
  signal?: AbortSignal,
  isTaken: (line: string) => boolean = () => true,
): Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin, ...(signal && { signal }) })
  try {
    for await (const line of lines) if (line.trim() !== '' && isTaken(line.trim())) return line.trim()
    return undefined
  } finally {
    lines.close()
    process.stdin.destroy() // Open, it would keep the process from ending.
  }
}

/** All of standard input but the line break at its end: a secret that a script hands over. */
export async function readSecret(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}

function trimmed(text: string): string {
  return text.trim()
}

function stopped(error: unknown, words = 'Stopped.'): never {
  // How the library of these questions says Ctrl-C, which at a question is the library's, and a signal.
  if (!(error instanceof Error) || !['ExitPromptError', 'AbortPromptError'].includes(error.name)) throw error
  throw new Failure('interrupted', words, { cause: error })
}
