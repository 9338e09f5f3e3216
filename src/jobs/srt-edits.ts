import type { Script, ScriptLine } from '../dub/script.ts'
import { Failure, typeable } from '../failure.ts'
import { type NumberedCue, readScriptSrt, scriptSrtText } from '../timing/script-srt.ts'

/** How far a cue may have been moved from its line before it is taken for another's, seconds. */
const NEAR = 0.5

/**
 * The lines whose words in `script.srt` are not those that it was delivered with, by line id.
 * @throws {Failure} `input`, naming the cue, where cues are missing, too many or numbered anew.
 */
export function srtEdits(text: string, { lines }: Script, path: string): Map<number, string> {
  const { cues, astray } = readScriptSrt(text)
  const refuse = (what: string) => {
    const hint = `Every line has one cue, under its own number and at its own times. Mend it, or move it away to go on with script.json: mv ${typeable(path)} ${typeable(`${path}.old`)}`
    return new Failure('input', `${what} in ${JSON.stringify(path)}.`, { hint })
  }
  if (astray[0] !== undefined) throw refuse(`There is text of no cue after ${cueNamed(cues[astray[0]])}`)
  const byId = new Map(lines.map((line) => [line.id, line]))
  const found = new Map<number, NumberedCue>()
  for (const cue of cues) {
    const { number } = cue
    if (number === null) throw refuse(`The ${cueNamed(cue)} has no number`)
    const line = byId.get(number)
    if (found.has(number)) throw refuse(`There are two cues ${number}`)
    if (line === undefined) throw refuse(`There is no line for ${cueNamed(cue)}`)
    if (!isNear(cue, line))
      throw refuse(`${capital(cueNamed(cue))} is not at its line, ${at(line)}: it was numbered anew`)
    found.set(number, cue)
  }
  const missing = lines.find(({ id }) => !found.has(id))
  if (missing !== undefined) throw refuse(`There is no cue ${missing.id} (${at(missing)})`)
  return new Map(
    lines.flatMap(({ id, translated, delivered = translated }) => {
      const own = found.get(id)?.text ?? ''
      return own === scriptSrtText(delivered.trim()) ? [] : [[id, own] as const]
    }),
  )
}

function isNear(cue: NumberedCue, { start, end }: ScriptLine): boolean {
  return cue.start < end + NEAR && cue.end > start - NEAR
}

function cueNamed(cue: NumberedCue | undefined): string {
  if (cue === undefined) return 'the beginning'
  return cue.number === null ? `cue at ${at(cue)}` : `cue ${cue.number} (${at(cue)})`
}

function at({ start }: Pick<NumberedCue, 'start'>): string {
  return `${start.toFixed(1)} s`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
