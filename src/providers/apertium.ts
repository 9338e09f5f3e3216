import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { nameOf } from '../dub/language.ts'
import { Failure } from '../failure.ts'
import type { Translator } from '../ports/providers.ts'
import { runProgram } from '../program.ts'
import { findPair, PAIRS, type Pair } from './apertium-pairs.ts'
import { translateAll } from './apertium-pipe.ts'

export type ApertiumSettings = { readonly program?: string | undefined; readonly dataFolder?: string | undefined }

const DATA_FOLDERS = ['/usr/share/apertium', '/usr/local/share/apertium']

/**
 * Translates by rules, offline: Apertium, run as a program. Texts are a line each: line breaks in them become spaces.
 */
export function apertium({ program = 'apertium', dataFolder }: ApertiumSettings): Translator {
  return {
    id: 'apertium',
    // A rule looks no further than its sentence, and one process does all lines.
    batch: { lines: 100_000, around: 0 },
    width: 1,
    serves: (from, to) => findPair(from, to) !== undefined,

    async ready(from, to) {
      await versionOf(program)
      await installedPair(await findData(dataFolder), from, to)
    },

    /** Names each pair that is installed, by what its files hold, since the program's version says nothing of them. */
    async model() {
      const version = await versionOf(program)
      const folder = await findData(dataFolder)
      const marks = await Promise.all(PAIRS.map(async (pair) => ({ pair, mark: await fingerprint(folder, pair) })))
      const installed = marks.flatMap(({ pair, mark }) => (mark === undefined ? [] : [`${pair.mode}-${mark}`]))
      return [version, ...installed].join('+')
    },

    async translate({ lines, from, to }, { signal, progress, scratch }) {
      const folder = await findData(dataFolder)
      const { mode } = await installedPair(folder, from, to)
      const said = lines.map(({ text }) => text)
      const texts = await translateAll({ program, folder, mode }, said, { signal, scratch })
      progress(1)
      return { texts, units: {} }
    },
  }
}

async function versionOf(program: string): Promise<string> {
  const { stdout } = await runProgram(program, ['-V'], { signal: AbortSignal.timeout(10_000) }).catch(
    (cause: unknown) => {
      throw notInstalled('Apertium is not installed.', 'ytdub setup', cause)
    },
  )
  return /\d+(\.\d+)+/.exec(Buffer.from(stdout).toString('utf8'))?.[0] ?? 'unknown'
}

async function findData(dataFolder: string | undefined): Promise<string> {
  for (const folder of dataFolder === undefined ? DATA_FOLDERS : [dataFolder]) {
    if (await stat(join(folder, 'modes')).catch(() => undefined)) return folder
  }
  throw notInstalled('Apertium is not installed.', 'ytdub setup')
}

async function installedPair(folder: string, from: string, to: string): Promise<Pair> {
  const pair = findPair(from, to)
  if (!pair) throw new Failure('input', `Apertium does not translate from ${nameOf(from)} to ${nameOf(to)}.`)
  if (await stat(modeFile(folder, pair)).catch(() => undefined)) return pair
  const languages = [pair.from, pair.to].filter((language) => language !== 'en').join(',')
  throw notInstalled(
    `Apertium's data from ${nameOf(pair.from)} to ${nameOf(pair.to)} are not installed.`,
    `ytdub setup --lang ${languages}`,
  )
}

/** Eight digits over the files that the pair's mode names; undefined where the pair is not installed. */
async function fingerprint(folder: string, pair: Pair): Promise<string | undefined> {
  const mode = await readFile(modeFile(folder, pair), 'utf8').catch(() => undefined)
  if (mode === undefined) return undefined
  const digest = createHash('sha256')
  for (const [, path] of mode.matchAll(/'([^']+)'/g)) digest.update(await readFile(path!).catch(() => 'missing'))
  return digest.digest('hex').slice(0, 8)
}

function modeFile(folder: string, { mode }: Pair): string {
  return join(folder, 'modes', `${mode}.mode`)
}

function notInstalled(message: string, command: string, cause?: unknown): Failure {
  return new Failure('config', message, { hint: `Install it with: ${command}`, cause })
}
