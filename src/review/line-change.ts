import { z } from 'zod'
import type { Script, ScriptLine } from '../dub/script.ts'
import { Failure } from '../failure.ts'

/** What a person wants of a line: only what is named changes; a voice of null is the speaker's own again. */
export const lineChange = z.strictObject({
  text: z.string().max(10_000).optional(),
  voice: z.string().min(1).max(200).nullable().optional(),
  take: z.int().min(1).max(10_000).optional(),
  approved: z.boolean().optional(),
})

export type LineChange = z.infer<typeof lineChange>

/**
 * The script with one line changed. Who words a line anew has yet to approve it.
 * @throws {Failure} `usage`, where there is no such line; `input`, where it would have no words.
 */
export function changed(script: Script, id: number, { text, ...change }: LineChange): Script {
  refuseNoLine(script, id)
  if (text?.trim() === '') {
    throw new Failure('input', `Line ${id} would have no words.`, {
      hint: 'Give it some, or put its translation back.',
    })
  }
  const lines = script.lines.map((line) => {
    if (line.id !== id) return line
    const reworded = text !== undefined && text.trim() !== line.text.trim()
    return withChoices(reworded ? { ...line, text: text.trim(), approved: false } : line, change)
  })
  return { ...script, lines }
}

/** Every line approved, or none. */
export function approvedAll(script: Script, approved: boolean): Script {
  return { ...script, lines: script.lines.map((line) => withChoices(line, { approved })) }
}

/** @throws {Failure} `usage`, where a script has no such line. */
export function refuseNoLine({ lines }: Script, id: number): void {
  if (lines.some((line) => line.id === id)) return
  throw new Failure('usage', `There is no line ${id}.`, { hint: 'Reload the page: the script has changed.' })
}

/** What is as it would be anyway is not written down. */
function withChoices(line: ScriptLine, { voice, take, approved }: Omit<LineChange, 'text'>): ScriptLine {
  const { voice: _v, take: _t, approved: _a, ...rest } = line
  const wanted = {
    voice: voice === undefined ? line.voice : (voice ?? undefined),
    take: take ?? line.take,
    approved: approved ?? line.approved,
  }
  return {
    ...rest,
    ...(wanted.voice !== undefined && { voice: wanted.voice }),
    ...(wanted.take !== undefined && wanted.take > 1 && { take: wanted.take }),
    ...(wanted.approved === true && { approved: true }),
  }
}
