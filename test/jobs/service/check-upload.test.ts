import { afterEach, expect, test, vi } from 'vitest'
import type { ClaimedTrack } from '../../../src/jobs/service/check-upload.ts'
import { ANN, BOB, mp3, openFakeService } from '../../rig/fake-service.ts'

afterEach(() => void vi.restoreAllMocks())

const forever = new AbortController().signal

/** A user's track, which is there. */
function trackOf(user: string, job: string): ClaimedTrack {
  return { path: `uploads/${user}/${job}/voice_track.mp3`, name: 'talk.mp3', as: 'voice_track', sha256: undefined }
}

test('a user’s uploads are looked at one after another, and another user’s meanwhile', async () => {
  await using service = await openFakeService()
  const tracks = [trackOf(ANN, 'job_1'), trackOf(ANN, 'job_2'), trackOf(BOB, 'job_3')]
  for (const { path } of tracks) service.objects.set(path, mp3(path))
  const { objects } = service.parts
  const download = objects.download.bind(objects)
  const begun: string[] = []
  objects.download = (path, ...more) => {
    begun.push(path)
    return download(path, ...more)
  }
  const probing = tracks.map(() => Promise.withResolvers<void>())
  const { probe } = service.media.does
  const held = Promise.withResolvers<void>()
  let probes = 0
  service.media.does.probe = async (path, options) => {
    probing[probes++]?.resolve()
    await held.promise
    return probe(path, options)
  }
  const checks = tracks.map((track) => service.parts.checkUpload(track, forever))
  await Promise.all([probing[0]!.promise, probing[1]!.promise])
  expect(begun.toSorted()).toEqual([tracks[0]!.path, tracks[2]!.path].toSorted())
  held.resolve()
  expect(await Promise.all(checks)).toMatchObject([{ duration: 4 }, { duration: 4 }, { duration: 4 }])
  expect(begun.at(-1)).toBe(tracks[1]!.path)
})

test('a recording that keeps its reader without end is given up as one that cannot be read', async () => {
  await using service = await openFakeService()
  const late = new AbortController()
  vi.spyOn(AbortSignal, 'timeout').mockReturnValue(late.signal)
  const track = trackOf(ANN, 'job_1')
  service.objects.set(track.path, mp3())
  service.media.does.probe = (_, { signal }) => {
    late.abort(new DOMException('late', 'TimeoutError'))
    return Promise.reject(signal.reason)
  }
  expect(await service.parts.checkUpload(track, forever)).toMatchObject({ refused: 'unreadable_media' })
})
