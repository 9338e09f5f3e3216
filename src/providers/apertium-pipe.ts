import { open, unlink } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import type { CallOptions } from '../ports/providers.ts'
import { runProgram } from '../program.ts'
import { decodeText, encodeText, type Sent } from './apertium-stream.ts'

/** Which program translates, with which data, in which mode. */
export type Pipe = { readonly program: string; readonly folder: string; readonly mode: string }

type Options = Pick<CallOptions, 'signal' | 'scratch'>

/**
 * Translates all texts in one process. They are parted by NUL, at which every part of Apertium's pipe ends its work:
 * parted by lines or paragraphs, words of one text were seen to wander into the next.
 */
export async function translateAll(pipe: Pipe, texts: readonly string[], options: Options): Promise<string[]> {
  const sent = texts.map(encodeText)
  if (sent.every(({ source }) => source === '')) return texts.map(() => '')
  const blocks = await runPipe(pipe, sent, options)
  const answers: string[] = []
  for (const [index, text] of sent.entries()) {
    const answer = text.source === '' ? '' : decodeText(blocks[index], text)
    answers.push(answer ?? (await translateAlone(pipe, text, options)))
  }
  return answers
}

/** The second chance of a text that came back torn. */
async function translateAlone(pipe: Pipe, text: Sent, options: Options): Promise<string> {
  const [block] = await runPipe(pipe, [text], options)
  const answer = decodeText(block, text)
  if (answer === undefined) throw new Failure('vendor', `Apertium (${pipe.mode}) gave no translation of a line.`)
  return answer
}

async function runPipe(
  { program, folder, mode }: Pipe,
  sent: readonly Sent[],
  { signal, scratch }: Options,
): Promise<string[]> {
  await using input = await namelessFile(scratch('texts'), sent.map(({ block }) => `${block}\0`).join(''))
  // -u takes away the marks *, @ and # of words that it does not know or cannot put into their form.
  const { stdout, exitCode } = await runProgram(program, ['-d', folder, '-z', '-f', 'none', '-u', mode], {
    signal,
    inputFile: input.fd,
  })
  if (exitCode !== 0) throw new Failure('vendor', `Apertium (${mode}) failed (exit code ${exitCode}).`)
  return Buffer.from(stdout).toString('utf8').split('\0')
}

/**
 * A file that has lost its name before anything is in it, so that what people said is neither seen in the folder
 * nor left there, however ytdub ends. Apertium is a script that opens /dev/stdin, which a socket forbids.
 */
async function namelessFile(path: string, text: string): Promise<{ readonly fd: number } & AsyncDisposable> {
  await using writing = await open(path, 'wx', 0o600)
  const reading = await open(path, 'r')
  await unlink(path)
  await writing.writeFile(text)
  return reading
}
