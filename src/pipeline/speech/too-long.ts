import type { Script } from '../../dub/script.ts'
import type { Clip, Schedule } from '../../dub/speech.ts'
import { charactersOver } from '../../wording/shorter-by.ts'

/** Nobody hears by how much less than this a line is too long (s): it is neither asked nor told about. */
export const LEAST_EXCESS = 0.05

type TooLong = { readonly line: number; readonly seconds: number; readonly characters: number }

/** The lines that are in the way of the bounds, in order, and by about how many seconds and characters they are too long. */
export function tooLong(
  { lines }: Script,
  { clips, schedule }: { readonly clips: readonly Clip[]; readonly schedule: Schedule },
): TooLong[] {
  return schedule.shorten
    .filter(({ seconds }) => seconds >= LEAST_EXCESS)
    .toSorted((one, other) => one.index - other.index)
    .map(({ index, seconds }) => {
      const { id = index + 1, text = '' } = lines[index] ?? {}
      return { line: id, seconds, characters: charactersOver(text, clips[index]?.seconds ?? seconds, seconds) }
    })
}
