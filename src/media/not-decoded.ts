import { Failure } from '../failure.ts'
import { quotedName } from './quoted-name.ts'

/**
 * What a person is told of a track that ffmpeg opened and could not decode.
 * @param reason ffmpeg's own words
 */
export function notDecoded(path: string, reason: string): Failure {
  return new Failure('input', `${quotedName(path)} cannot be decoded: ${reason}.`, {
    hint: 'Check that it plays; if it does, convert it to WAV or MP3 and give that.',
  })
}
