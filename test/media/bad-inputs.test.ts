import { execFileSync } from 'node:child_process'
import { access, chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import type { Probe } from '../../src/ports/media.ts'
import { dubbedFilm, type Folder, picture, record, shown, sine, sweep, temporaryFolder } from './recordings.ts'

const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
const signal = new AbortController().signal
/** What a careless caller might believe of a file that was never probed. */
const believed: Probe = {
  duration: 1,
  format: 'mp3',
  audio: { stream: 0, sampleRate: 48_000, channels: 2, late: 0 },
  video: false,
  videoCodec: null,
}

let folder: Folder
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())
const at = (name: string) => folder.path(name)

const NOISE = Buffer.from(Array.from({ length: 50_000 }, (_, index) => (index * index * 31 + index * 7) & 255))

const BAD: readonly (readonly [what: string, name: string, make: (path: string) => unknown, message: string])[] = [
  ['is missing', 'missing.mp3', () => undefined, 'does not exist'],
  ['is a folder', 'folder.mp3', (path) => mkdir(path), 'is a folder'],
  ['is empty', 'empty.mp3', (path) => writeFile(path, ''), 'is empty'],
  ['is text', 'text.mp3', (path) => writeFile(path, 'Not a sound.\n'.repeat(400)), 'is no audio or video file'],
  ['is noise', 'noise.mp3', (path) => writeFile(path, NOISE), 'is no audio or video file'],
  ['is a named pipe', 'pipe.mp3', (path) => execFileSync('mkfifo', [path]), 'is not a file'],
  [
    'is a picture',
    'still.png',
    (path) => record(path, [...picture(0.1), '-frames:v', '1']),
    'is no audio or video file',
  ],
  ['is silent film', 'silent.mp4', (path) => record(path, picture(0.2)), 'has no audio'],
]

describe('a file that cannot be dubbed', () => {
  it.each(BAD)('because it %s is named, with what to do', async (_what, name, make, message) => {
    await make(at(name))
    const failure = {
      code: 'input',
      message: expect.stringContaining(`"${name}" ${message}`),
      hint: expect.any(String),
    }
    await expect(media.probe(at(name), { signal })).rejects.toMatchObject(failure)
  })

  it('because it may not be read is named', async () => {
    await writeFile(at('secret.mp3'), NOISE)
    await chmod(at('secret.mp3'), 0)
    const failure = { code: 'input', message: '"secret.mp3" may not be read.' }
    const superuser = process.getuid?.() === 0
    if (superuser) process.seteuid?.('nobody') // The superuser may read everything.
    const probed = media.probe(at('secret.mp3'), { signal })
    await expect(probed.finally(() => superuser && process.seteuid?.(0))).rejects.toMatchObject(failure)
  })

  it('does not write its control characters to a terminal', async () => {
    const failed = media.probe(at('\u001b[2Jx\u009b\u202e.mp3'), { signal })
    await expect(failed).rejects.toMatchObject({ message: '"\\u001b[2Jx\\u009b\\u202e.mp3" does not exist.' })
  })

  it('is refused by listen and decode as well, even where nobody probed it', async () => {
    await writeFile(at('unprobed.mp3'), NOISE)
    const wav = { path: at('unprobed.wav'), sampleRate: 16_000 }
    const failed = media.listen({ path: at('unprobed.mp3'), probe: believed }, wav, { signal })
    const message = expect.stringMatching(/^"unprobed.mp3" cannot be decoded: [^/]+\.$/)
    await expect(failed).rejects.toMatchObject({ code: 'input', message })
    await expect(access(wav.path)).rejects.toMatchObject({ code: 'ENOENT' })
    const raw = { path: at('unprobed.raw') }
    const decoded = media.decode({ path: at('unprobed.mp3'), probe: believed }, raw, { signal })
    await expect(decoded).rejects.toMatchObject({ code: 'input', message })
    await expect(access(raw.path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('because not one sample is in it is refused, and leaves no empty WAV behind', async () => {
    await record(at('nothing.wav'), [...sine(1), '-t', '0'])
    const failed = media.listen(
      { path: at('nothing.wav'), probe: believed },
      { path: at('n.wav'), sampleRate: 16_000 },
      { signal },
    )
    await expect(failed).rejects.toMatchObject({ code: 'input', message: '"nothing.wav" has no audio in it.' })
    await expect(access(at('n.wav'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('is told from ffmpeg that is not there', async () => {
    const without = ffmpegMedia({ ffmpeg: at('no-ffmpeg'), ffprobe: 'ffprobe' })
    const path = await record(at('fine.wav'), sine(0.1))
    const failed = without.decode({ path, probe: believed }, { path: at('fine.raw') }, { signal })
    await expect(failed).rejects.toMatchObject({ code: 'config', hint: expect.stringContaining('ytdub setup') })
  })
})

/** Playlists that lead elsewhere, in the clothes of a recording. `%` stands for a real recording's path. */
const PLAYLISTS = {
  'hls.mp3': '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n%\n#EXT-X-ENDLIST\n',
  'hls-file.mp3': '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nfile://%\n#EXT-X-ENDLIST\n',
  'hls-net.mp3': '#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nhttp://127.0.0.1:9/a.mp3\n#EXT-X-ENDLIST\n',
  'concat.mp3': "ffconcat version 1.0\nfile '%'\n",
  'dash.mp3':
    '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period><AdaptationSet>' +
    '<Representation id="0" mimeType="audio/mp4"><BaseURL>%</BaseURL></Representation></AdaptationSet></Period></MPD>',
  'sdp.mp3': 'v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n',
}

describe('a playlist', () => {
  it.each(Object.entries(PLAYLISTS))('is not followed: %s', async (name, text) => {
    const real = await record(at('real.mp3'), sine(0.3))
    await writeFile(at(name), text.replaceAll('%', real))
    await expect(media.probe(at(name), { signal })).rejects.toMatchObject({ code: 'input' })
    const to = { path: at(`${name}.wav`), sampleRate: 16_000 }
    const heard = media.listen({ path: at(name), probe: believed }, to, { signal })
    await expect(heard).rejects.toMatchObject({ code: 'input' })
    const parts = dubbedFilm(at(name), real, at('none.srt'))
    const muxed = media.mux(parts, { path: at('followed.mp4'), container: 'mp4' }, { signal })
    await expect(muxed).rejects.toMatchObject({ code: 'input' })
  })

  it('would be followed by a bare ffprobe: the test is not in vain', async () => {
    const real = await record(at('real.wav'), sine(0.3))
    await writeFile(at('bait.mp3'), `ffconcat version 1.0\nfile real.wav\n`)
    expect((await shown(at('bait.mp3'))).streams[0]?.codec_name).toBe('pcm_s16le')
    await expect(media.probe(at('bait.mp3'), { signal })).rejects.toMatchObject({ code: 'input' })
    await expect(media.probe(real, { signal })).resolves.toMatchObject({ format: 'wav' })
  })
})

describe('which stream is listened to', () => {
  it('is the default one, not the first', async () => {
    const two = [...sine(0.3, 44_100), ...sine(0.3, 48_000), '-map', '0', '-map', '1', '-c:a', 'pcm_s16le']
    const path = await record(at('two.mkv'), [...two, '-disposition:a:0', '0', '-disposition:a:1', 'default'])
    await expect(media.probe(path, { signal })).resolves.toMatchObject({ audio: { stream: 1, sampleRate: 48_000 } })
  })

  it('is the first where several or none are marked', async () => {
    const two = [...sine(0.3, 44_100), ...sine(0.3, 48_000), '-map', '0', '-map', '1', '-c:a', 'pcm_s16le']
    const path = await record(at('none.mkv'), [...two, '-disposition:a:0', '0', '-disposition:a:1', '0'])
    await expect(media.probe(path, { signal })).resolves.toMatchObject({ audio: { stream: 0, sampleRate: 44_100 } })
  })

  it('is not hidden by cover art, which is no picture that moves', async () => {
    const cover = await record(at('cover.png'), [...picture(0.1), '-frames:v', '1'])
    const streams = [...sine(0.3), '-i', cover, '-map', '0', '-map', '1', '-c:v', 'copy']
    const path = await record(at('cover.mp3'), [...streams, '-disposition:v', 'attached_pic'])
    await expect(media.probe(path, { signal })).resolves.toMatchObject({ video: false, audio: { stream: 0 } })
  })
})

describe('a full disk', () => {
  it.each(['m4a', 'mp3', 'wav', 'flac', 'opus'] as const)('while %s is written is said', async (format) => {
    const path = at(`full.${format}`)
    await symlink('/dev/full', path)
    const encoded = media.encode(sweep(96_000), { path, format, language: 'es', samples: 96_000 }, { signal })
    await expect(encoded).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('The disk is full'),
    })
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('while a track is decoded is said', async () => {
    const path = await record(at('sound.wav'), sine(2))
    await symlink('/dev/full', at('full.raw'))
    const failed = media.decode({ path, probe: believed }, { path: at('full.raw') }, { signal })
    await expect(failed).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('The disk is full') })
  })

  it('is not confused with a folder that is not there', async () => {
    const path = at('no/such/folder.wav')
    const encoded = media.encode(sweep(96_000), { path, format: 'wav', language: 'es', samples: 96_000 }, { signal })
    await expect(encoded).rejects.toMatchObject({ code: 'internal', message: expect.not.stringContaining(folder.root) })
  })
})
