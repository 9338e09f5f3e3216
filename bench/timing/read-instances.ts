import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Failure } from '../../src/failure.ts'
import type { Instance } from './instance.ts'

const seconds = z.number().nonnegative()

const line = z
  .object({
    start: seconds,
    end: seconds,
    speaker: z.union([z.int().nonnegative(), z.string().min(1)]),
    natural: seconds,
  })
  .refine(({ start, end }) => end >= start, { error: 'ends before it starts' })

const instances = z
  .array(
    z
      .object({ name: z.string().min(1), duration: z.number().positive(), lines: z.array(line).min(1) })
      .refine(({ lines }) => lines.every(({ start }, index) => start >= (lines[index - 1]?.start ?? 0)), {
        error: 'lines are not in order of start',
      })
      .refine(({ duration, lines }) => (lines.at(-1)?.start ?? 0) < duration, {
        error: 'the last line starts after the end',
      }),
  )
  .min(1)

/** Reads instances from a JSON file: `[{ name, duration, lines: [{ start, end, speaker, natural }] }]`, all in seconds; speakers are numbers or names. */
export function readInstances(path: string): Instance[] {
  const read = instances.safeParse(parse(path))
  if (read.success) return read.data.map((each) => ({ ...each, lines: numbered(each.lines) }))
  const first = read.error.issues[0]!
  const where = first.path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('')
  throw new Failure('usage', `${path}: ${where === '' ? '' : `${where}: `}${first.message}`, {
    hint: 'Write [{ "name", "duration", "lines": [{ "start", "end", "speaker", "natural" }] }], times in seconds, speakers as numbers from 0 or names.',
  })
}

/** Speakers by number, in the order of their first words where they have names. */
function numbered(lines: readonly z.infer<typeof line>[]): Instance['lines'] {
  const names = [...new Set(lines.map(({ speaker }) => speaker))]
  if (names.every((name) => typeof name === 'number')) return lines as Instance['lines']
  return lines.map((each) => ({ ...each, speaker: names.indexOf(each.speaker) }))
}

function parse(path: string): unknown {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new Failure('usage', `${path} cannot be read.`, { cause })
  }
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new Failure('usage', `${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
}
