import type { DubRequest } from '../../dub/request.ts'
import type { Span, Transcript } from '../../dub/speech.ts'
import { Failure } from '../../failure.ts'
import { matchCues } from '../../timing/match-cues.ts'

type Parts = {
  readonly language: string
  readonly transcript: Transcript
  readonly request: Pick<DubRequest, 'scripts'>
  readonly warn: (message: string) => void
}

/**
 * The wording of each line, where a person gives the translation as captions; undefined where they do not. Cues that stand
 * at no line are left out, and said.
 * @throws {Failure} `input`, where lines have no cue.
 */
export function givenWordings({ language, transcript, request, warn }: Parts): readonly string[] | undefined {
  const given = request.scripts?.[language]
  if (given === undefined) return undefined
  const shown = JSON.stringify(given.name)
  const { texts, strays } = matchCues(transcript.lines, given.cues)
  const without = transcript.lines.filter((_, index) => texts[index] === undefined)
  if (without.length > 0) {
    const one = without.length === 1
    const named = listed(without, ({ id, ...span }) => `${id} (${when(span)})`)
    throw new Failure('input', `${one ? 'Line' : 'Lines'} ${named} ${one ? 'has' : 'have'} no cue in ${shown}.`, {
      hint: 'Give every line a cue at its time. Which lines there are: --until transcribe delivers them as transcript.json',
    })
  }
  const stray = strays.flatMap((index) => given.cues[index] ?? [])
  if (stray.length > 0) warn(`What ${shown} says at ${listed(stray, when)} stands at no line, and is left out.`)
  return texts.map((text) => text ?? '')
}

/** As many as are named one by one. */
const NAMED = 10

function listed<Item>(items: readonly Item[], told: (item: Item) => string): string {
  const more = items.length > NAMED ? [`${items.length - NAMED} more`] : []
  return new Intl.ListFormat('en').format([...items.slice(0, NAMED).map(told), ...more])
}

function when({ start, end }: Span): string {
  return `${start.toFixed(1)}–${end.toFixed(1)} s`
}
