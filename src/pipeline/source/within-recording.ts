import type { Transcript } from '../../dub/speech.ts'
import { Failure } from '../../failure.ts'

/**
 * A transcript that a person gives, held against the recording: a last line that goes on after its end is cut off there.
 * @throws {Failure} `input`, where a line begins after the end: it is another recording's.
 */
export function withinRecording({ language, lines }: Transcript, seconds: number): Transcript {
  const after = lines.find(({ start }) => start >= seconds)
  if (after !== undefined) {
    const lengths = `begins at ${after.start.toFixed(1)} s, and the recording ends at ${seconds.toFixed(1)} s`
    throw new Failure('input', `Line ${after.id} of the transcript ${lengths}.`, {
      hint: 'Is it the transcript of this recording (--transcript)?',
    })
  }
  return { language, lines: lines.map((line) => ({ ...line, end: Math.min(line.end, seconds) })) }
}
