import { rm, stat } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'
import { fileDigest } from '../../digest.ts'
import type { Track } from '../../dub/request.ts'
import { Failure } from '../../failure.ts'
import type { Media } from '../../ports/media.ts'
import type { ObjectStore, UploadedTrack } from '../../ports/service.ts'
import type { Scratch } from '../../ports/stores.ts'
import { oneEach } from './one-each.ts'
import type { ServiceLimits } from './quota.ts'
import type { Refusal } from './refusal.ts'
import { takingTurns } from './taking-turns.ts'

/** A track that was found to be what it should be. Seconds. */
export type CheckedTrack = { readonly track: Track; readonly duration: number }

/** What a user says of an uploaded track. */
export type ClaimedTrack = UploadedTrack & {
  /** What the track is called in errors. */
  readonly as: 'voice_track' | 'background_track'
  readonly sha256: string | undefined
}

export type CheckUpload = (claimed: ClaimedTrack, signal: AbortSignal) => Promise<CheckedTrack | Refusal>

type Desk = {
  readonly objects: ObjectStore
  readonly media: Pick<Media, 'probe'>
  readonly scratch: Pick<Scratch, 'path'>
  readonly limits: Pick<ServiceLimits, 'trackBytes' | 'trackSeconds'>
}

/** Uploads that are looked at at once: each takes its size on the disk meanwhile. */
const AT_ONCE = 4
/** Milliseconds after which a recording that cannot even be looked at is given up. It takes well under a second usually. */
const PATIENCE = 60_000

/**
 * Looks at uploaded tracks: whether each is there, no larger or longer than it may be, has the bytes that it should have, is
 * a recording by its first bytes, and has audio. A user's are looked at one after another, so that nobody takes all turns.
 * What is downloaded for that is gone afterwards, whatever happens.
 */
export function uploadChecker(desk: Desk): CheckUpload {
  const inTurn = takingTurns(AT_ONCE)
  const eachUser = oneEach()
  return async (claimed, signal) => {
    const info = await desk.objects.info(claimed.path)
    if (!info) return refused('not_uploaded', claimed, 'is not uploaded. PUT its bytes to the upload URL first.')
    if (info.bytes === 0) return refused('unreadable_media', claimed, 'is empty. Was it uploaded to its end?')
    if (info.bytes > desk.limits.trackBytes) return tooLarge(claimed, info.bytes, desk.limits.trackBytes)
    return eachUser(folderOf(claimed.path), () => inTurn(() => lookAt(claimed, desk, signal)))
  }
}

/** Where a user's uploads are: `uploads/{user}`. */
function folderOf(path: string): string {
  return path.split('/', 2).join('/')
}

async function lookAt(claimed: ClaimedTrack, desk: Desk, signal: AbortSignal): Promise<CheckedTrack | Refusal> {
  const ending = /\.[a-z0-9]+$/.exec(claimed.path)?.[0] ?? ''
  const path = desk.scratch.path(`${claimed.as}${ending}`)
  try {
    signal.throwIfAborted()
    await desk.objects.download(claimed.path, path, { signal, most: desk.limits.trackBytes })
    const [digest, { size }] = await Promise.all([fileDigest(path, signal), stat(path)])
    if (claimed.sha256 !== undefined && claimed.sha256 !== digest) {
      const details = { track: claimed.as, expected: claimed.sha256, actual: digest }
      return { ...refused('checksum_mismatch', claimed, 'is not what was sent: its SHA-256 differs.'), details }
    }
    const type = (await fileTypeFromFile(path))?.mime
    if (type === undefined || !isRecording(type)) {
      return refused('unsupported_media_type', claimed, `is no audio or video file (${type ?? 'unknown'}).`)
    }
    const duration = await durationOf(path, desk.media, signal)
    if (duration === undefined) {
      return refused('unreadable_media', claimed, 'cannot be read, or has no audio. Upload another recording.')
    }
    if (duration > desk.limits.trackSeconds) return tooLong(claimed, duration, desk.limits.trackSeconds)
    // The type as it is for a local file, so that the same recording is the same question.
    return { track: { digest, size, type: 'application/octet-stream', name: claimed.name }, duration }
  } finally {
    await rm(path, { force: true })
  }
}

/** Playlists, subtitles, archives and pages are not among them: only what holds its own sound. */
function isRecording(type: string): boolean {
  return /^(?:audio|video)\//.test(type) || CONTAINERS.has(type)
}

const CONTAINERS = new Set(['application/ogg', 'application/mxf', 'application/vnd.ms-asf'])

/** @returns undefined where nothing in it can be heard. */
async function durationOf(path: string, media: Desk['media'], signal: AbortSignal): Promise<number | undefined> {
  const late = AbortSignal.timeout(PATIENCE)
  try {
    const { duration } = await media.probe(path, { signal: AbortSignal.any([signal, late]) })
    return Number.isFinite(duration) && duration > 0 ? duration : undefined
  } catch (error) {
    if (late.aborted && !signal.aborted) return undefined // No good recording keeps its reader that long.
    if (Failure.from(error).code === 'input') return undefined // Its message names our temporary file.
    throw error
  }
}

function refused(reason: Refusal['refused'], { as }: ClaimedTrack, what: string): Refusal {
  return { refused: reason, message: `The ${as.replace('_', ' ')} ${what}`, details: { track: as } }
}

function tooLarge({ as }: ClaimedTrack, bytes: number, limit: number): Refusal {
  const message = `The ${as.replace('_', ' ')} has ${bytes} bytes; at most ${limit} are taken.`
  return { refused: 'too_large', message, details: { track: as, bytes, limit } }
}

function tooLong({ as }: ClaimedTrack, duration: number, limit: number): Refusal {
  const message = `The ${as.replace('_', ' ')} lasts ${Math.round(duration)} s; at most ${limit} s are taken.`
  return { refused: 'too_long', message, details: { track: as, duration, limit } }
}
