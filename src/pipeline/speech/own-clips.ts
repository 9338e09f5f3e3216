import { blobOf } from '../../dub/blob.ts'
import type { DubRequest } from '../../dub/request.ts'
import type { Clip } from '../../dub/speech.ts'
import { Failure } from '../../failure.ts'
import type { Until } from '../events.ts'
import type { Run } from '../run.ts'
import { takeRecording } from '../stages/take-recording.ts'

/** The clips of a language that a person has spoken themselves, by line id. */
export type OwnClips = (language: string) => ReadonlyMap<number, Clip>

/** How many are decoded at a time. */
const WIDTH = 2

/**
 * Makes clips of a person's own recordings, where a dub is wanted. Ask for it before anything is paid.
 * @throws {Failure} `input`, naming the file, where one cannot be decoded or holds no sound.
 */
export async function ownClips(
  { languages, recordings = {} }: DubRequest,
  run: Run,
  until: Until | undefined,
): Promise<OwnClips> {
  const all = new Map<string, ReadonlyMap<number, Clip>>()
  for (const language of until === undefined ? languages : []) {
    const tracks = Object.entries(recordings[language] ?? {}).map(([id, track]) => ({ id: Number(id), track }))
    const { answers, failures } = await run.forLanguage(language).each(
      takeRecording,
      tracks.map(({ track }) => ({ recording: blobOf(track) })),
      { width: WIDTH, line: (at) => tracks[at]?.id ?? null, onDone: () => {} },
    )
    if (failures[0])
      throw named(failures[0].failure, `${language}/lines/${tracks[failures[0].index]?.track.name ?? ''}`)
    all.set(language, new Map(tracks.flatMap(({ id }, at) => (answers[at] ? [[id, answers[at]] as const] : []))))
  }
  return (language) => all.get(language) ?? new Map()
}

function named(failure: Failure, path: string): Failure {
  const { code, message, hint } = failure
  if (code !== 'input') return failure
  return new Failure(code, `The recording ${JSON.stringify(path)} cannot be used. ${message}`, { hint, cause: failure })
}
