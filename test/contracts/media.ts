import { access, readFile, stat, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AUDIO_FORMATS } from '../../src/dub/request.ts'
import type { Media } from '../../src/ports/media.ts'
import {
  dubbedFilm,
  type Folder,
  lagOf,
  picture,
  played,
  record,
  shown,
  silenceBefore,
  sine,
  sweep,
  temporaryFolder,
} from '../media/recordings.ts'

const signal = new AbortController().signal

/**
 * What every media room has to do. The last resort writes MP4's lengths to the millisecond only, cuts the end of Vorbis
 * elsewhere, and cannot read transport streams.
 */
export function describeMedia(name: string, media: Media, { lastResort = false } = {}): void {
  describe(`media: ${name}`, () => {
    let folder: Folder
    beforeAll(async () => {
      folder = await temporaryFolder()
    })
    afterAll(() => folder[Symbol.asyncDispose]())
    const at = (file: string) => folder.path(file)

    describe('listen', () => listening(media, at, lastResort))
    describe('compress', () => compressing(media, at))
    describe('decode', () => decoding(media, at))
    describe('encode', () => encoding(media, at, lastResort))
    describe('mux', () => muxing(media, at, lastResort))
    describe('a signal', () => stopping(media, at))
  })
}

type At = (file: string) => string

const STEREO = ['-ac', '2']
const RECORDINGS: readonly (readonly [file: string, rate: number, channels: number, args: readonly string[]])[] = [
  ['talk.wav', 48_000, 2, STEREO],
  ['high.wav', 96_000, 1, []],
  ['telephone.wav', 8_000, 1, []],
  ['surround.flac', 48_000, 6, ['-ac', '6']],
  ['talk.mp3', 44_100, 2, STEREO],
  ['talk.m4a', 44_100, 1, ['-c:a', 'aac']],
  ['talk.ogg', 44_100, 2, ['-c:a', 'libvorbis', ...STEREO]],
  ['talk.opus', 48_000, 1, ['-c:a', 'libopus']],
  ['talk.webm', 48_000, 1, ['-c:a', 'libopus']],
  ['talk.mp4', 22_050, 1, ['-c:a', 'aac']],
]

function listening(media: Media, at: At, lastResort: boolean): void {
  it.each(lastResort ? RECORDINGS.slice(2, 7) : RECORDINGS)(
    'decodes %s and counts its samples',
    async (file, rate, channels, args) => {
      const path = await record(at(file), [...sine(1.25, rate), ...args, '-ar', String(rate)])
      const probe = await media.probe(path, { signal })
      expect(probe).toMatchObject({ audio: { sampleRate: rate, channels }, video: false, videoCodec: null })
      expect(probe.duration).toBeCloseTo(1.25, 0)
      const wav = at(`${file}.wav`)
      const heard = await media.listen({ path, probe }, { path: wav, sampleRate: 16_000 }, { signal })
      const { length } = await played(path, { channels: 1, rate })
      expect(heard.sampleRate).toBe(rate)
      expect(Math.abs(heard.samples - length)).toBeLessThanOrEqual(lastResort ? 1024 : 0)
      const { duration, audio } = await media.probe(wav, { signal })
      expect(audio).toMatchObject({ sampleRate: 16_000, channels: 1 })
      expect(Math.abs(duration - heard.samples / rate)).toBeLessThan(2 / 16_000)
    },
  )

  it.each(lastResort ? ['mp4', 'mkv'] : ['mp4', 'mkv', 'ts'])(
    'pads audio that starts after the picture in %s',
    async (container) => {
      const late = ['-itsoffset', '0.5', ...sine(1.5)]
      const path = await record(at(`late.${container}`), [...picture(2), ...late, '-map', '0', '-map', '1'])
      const probe = await media.probe(path, { signal })
      expect(probe).toMatchObject({ video: true, videoCodec: expect.stringMatching(/^(h264|mpeg2video)$/) })
      const wav = at(`late.${container}.wav`)
      const { samples, sampleRate } = await media.listen({ path, probe }, { path: wav, sampleRate: 16_000 }, { signal })
      expect(samples / sampleRate).toBeCloseTo(2, 1)
      const silence = silenceBefore(await played(wav, { channels: 1, rate: 16_000 }), 16_000)
      expect(Math.abs(silence - 0.5)).toBeLessThan(0.02)
    },
  )

  it('decodes to Opus where it is to be uploaded, as long as what is heard', async () => {
    const path = await record(at('upload.wav'), sine(3, 44_100))
    const probe = await media.probe(path, { signal })
    const file = { path: at('upload.opus'), sampleRate: 16_000, format: 'opus' } as const
    const heard = await media.listen({ path, probe }, file, { signal })
    expect(heard).toEqual({ samples: 3 * 44_100, sampleRate: 44_100 })
    const { format, duration, audio } = await media.probe(file.path, { signal })
    expect(format).toContain('ogg')
    expect(audio.channels).toBe(1)
    expect(Math.abs(duration - 3)).toBeLessThan(0.02)
  })

  it('tells how far it is, up to the end', async () => {
    const path = await record(at('long.wav'), sine(20))
    const seconds: number[] = []
    const probe = await media.probe(path, { signal })
    const wav = { path: at('long.16k.wav'), sampleRate: 16_000 }
    await media.listen({ path, probe }, wav, { signal, progress: (second) => seconds.push(second) })
    expect(seconds.at(-1)).toBeCloseTo(20, 0)
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b))
  })

  it('decodes what is there of a file that was cut short', async () => {
    const whole = await readFile(await record(at('whole.mp3'), [...sine(4), '-b:a', '128k']))
    const path = at('short.mp3')
    await writeFile(path, whole.subarray(0, whole.length / 2))
    const probe = await media.probe(path, { signal })
    const wav = { path: at('short.wav'), sampleRate: 16_000 }
    const { samples } = await media.listen({ path, probe }, wav, { signal })
    expect(samples / 48_000).toBeGreaterThan(1.8)
    expect(samples / 48_000).toBeLessThan(2.2)
  })
}

/** Samples at 48 kHz, as Opus is decoded, by which a sound may come early or late: what an encoder puts before it. */
const OPUS_OFF = 0.02 * 48_000

function compressing(media: Media, at: At): void {
  /** Two seconds of silence, then two of a tone, mono at 16 kHz. */
  const halfSilent = () =>
    record(at('half.wav'), ['-f', 'lavfi', '-i', 'aevalsrc=if(gte(t\\,2)\\,0.3*sin(2*PI*440*t)\\,0):s=16000:d=4'])

  it.each([
    ['the whole', 0, 64_000],
    ['its beginning', 0, 24_001],
    ['its middle', 20_000, 50_000],
    ['its end', 40_000, 64_000],
  ])('gives %s as mono Ogg Opus of that length, from its first sample on', async (what, from, to) => {
    const opus = at(`${what}.opus`)
    await media.compress({ path: await halfSilent(), from, to }, { path: opus }, { signal })
    const { streams, format } = await shown(opus)
    expect(format.format_name).toBe('ogg')
    expect(streams).toMatchObject([{ codec_name: 'opus', channels: 1 }])
    const sound = await played(opus, { channels: 1 })
    expect(Math.abs(sound.length - (to - from) * 3)).toBeLessThanOrEqual(OPUS_OFF)
    const silence = Math.max(0, 2 - from / 16_000)
    if (to > 32_000) expect(Math.abs(silenceBefore(sound, 48_000) - silence)).toBeLessThanOrEqual(0.02)
    else expect(Math.max(...sound.map(Math.abs))).toBeLessThan(200)
  })

  it('is a tenth of the size', async () => {
    const path = await record(at('noise.wav'), ['-f', 'lavfi', '-i', 'anoisesrc=r=16000:d=10:a=0.3'])
    await media.compress({ path, from: 0, to: 160_000 }, { path: at('noise.opus') }, { signal })
    expect((await stat(at('noise.opus'))).size).toBeLessThan((await stat(path)).size / 5)
  })

  it('is cut off, and leaves nothing behind', async () => {
    const path = await halfSilent()
    const cutOff = media.compress(
      { path, from: 0, to: 64_000 },
      { path: at('no.opus') },
      { signal: AbortSignal.abort() },
    )
    await expect(cutOff).rejects.toSatisfy(isStop)
    await expect(access(at('no.opus'))).rejects.toMatchObject({ code: 'ENOENT' })
  })
}

function decoding(media: Media, at: At): void {
  it.each(RECORDINGS.filter(([file]) => /wav|flac|m4a/.test(file)))(
    'gives raw stereo at 48 kHz of %s',
    async (file, rate, _channels, args) => {
      const path = await record(at(`d-${file}`), [...sine(0.5, rate), ...args, '-ar', String(rate)])
      const raw = at(`${file}.raw`)
      const probe = await media.probe(path, { signal })
      await media.decode({ path, probe }, { path: raw }, { signal })
      const { size } = await stat(raw)
      expect(size % 4).toBe(0)
      expect(Math.abs(size / 4 - 24_000)).toBeLessThan(3000)
    },
  )

  it('keeps the loudness of a mono track', async () => {
    const path = await record(at('mono.wav'), sine(0.5))
    const probe = await media.probe(path, { signal })
    await media.decode({ path, probe }, { path: at('mono.raw') }, { signal })
    const bytes = await readFile(at('mono.raw'))
    const stereo = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
    const mono = await played(path, { channels: 1 })
    expect(stereo.filter((_, index) => index % 2 === 0)).toEqual(mono)
    expect(stereo.filter((_, index) => index % 2 === 1)).toEqual(mono)
  })
}

/** Round and odd ones; just over whole MP3 frames of 1152 and AAC frames of 1024. */
const LENGTHS = [1_023, 1_025, 48_000, 48 * 1152 + 1, 48 * 1152 + 30, 99_999, 240_001]

function encoding(media: Media, at: At, lastResort: boolean): void {
  describe.each(AUDIO_FORMATS)('as %s', (format) => {
    it.each(lastResort ? LENGTHS.slice(4, 6) : LENGTHS)('plays for exactly %i samples', async (samples) => {
      const path = at(`length-${samples}.${format}`)
      await media.encode(sweep(samples), { path, format, language: 'es', samples }, { signal })
      const sound = await played(path)
      // Less than one frame of AAC cannot be told from a whole one.
      expect(sound.length / 2).toBe(format === 'm4a' ? Math.max(samples, 1024) : samples)
      if (samples > 40_000) expect(lagOf(sound)).toBe(0)
    })

    it('says so in its header', async () => {
      const path = at(`header.${format}`)
      await media.encode(sweep(99_999), { path, format, language: 'es', samples: 99_999 }, { signal })
      const duration = Number((await shown(path)).format.duration)
      // ffprobe counts with what MP3 and Opus put before and after the sound.
      const off = { m4a: lastResort ? 0.05 : 0, mp3: 0.05, wav: 0, flac: 0, opus: 0.007 }[format]
      expect(Math.abs(duration - 99_999 / 48_000)).toBeLessThanOrEqual(off + 2e-6)
    })

    it('is the same bytes each time', async () => {
      const paths = [at(`one.${format}`), at(`two.${format}`)]
      for (const path of paths) {
        await media.encode(sweep(30_000), { path, format, language: 'es', samples: 30_000 }, { signal })
      }
      const [one, two] = await Promise.all(paths.map((path) => readFile(path)))
      expect(one?.equals(two!)).toBe(true)
    })

    it('bears its language', async () => {
      const path = at(`language.${format}`)
      await media.encode(sweep(5_000), { path, format, language: 'pt-BR', samples: 5_000 }, { signal })
      const { format: file, streams } = await shown(path)
      const tags = { ...file.tags, ...streams[0]?.tags }
      expect(tags['language'] ?? tags['LANGUAGE']).toBe('por')
    })
  })

  it('refuses blocks that hold more or fewer samples than they should', async () => {
    const path = at('wrong.wav')
    const encoded = media.encode(sweep(1000), { path, format: 'wav', language: 'es', samples: 1001 }, { signal })
    await expect(encoded).rejects.toMatchObject({ code: 'internal', message: expect.stringContaining('1000') })
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('throws what the blocks throw, and leaves nothing behind', async () => {
    const path = at('thrown.m4a')
    const mishap = new Error('out of clips')
    async function* blocks() {
      yield* sweep(48_000)
      throw mishap
    }
    const encoded = media.encode(blocks(), { path, format: 'm4a', language: 'es', samples: 96_000 }, { signal })
    await expect(encoded).rejects.toBe(mishap)
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })
}

const SRT = '1\n00:00:00,200 --> 00:00:00,900\n¡Hola, señor!\n\n2\n00:00:01,000 --> 00:00:01,800\nAdiós.\n'

function muxing(media: Media, at: At, lastResort: boolean): void {
  const parts = async (audio: string, codec = 'mpeg4') => {
    const seconds = 2
    const samples = seconds * 48_000
    const format = AUDIO_FORMATS.find((known) => audio.endsWith(known))!
    await media.encode(sweep(samples), { path: at(audio), format, language: 'es', samples }, { signal })
    await writeFile(at('captions.srt'), SRT)
    const film = at(`picture.${codec}.mkv`)
    await record(film, [...picture(seconds), ...sine(seconds), '-map', '0', '-map', '1', '-c:v', codec, '-c:a', 'flac'])
    return dubbedFilm(film, at(audio), at('captions.srt'))
  }

  it.each([
    ['mp4', 'm4a', 'aac', 'mov_text'],
    ['mp4', 'mp3', 'aac', 'mov_text'],
    ['mov', 'm4a', 'aac', 'mov_text'],
    ['webm', 'm4a', 'opus', 'webvtt'],
    ['webm', 'opus', 'opus', 'webvtt'],
    ['mkv', 'm4a', 'flac', 'subrip'],
    ['mkv', 'opus', 'flac', 'subrip'],
  ] as const)('puts picture, sound and captions into %s (from %s)', async (container, from, sound, captions) => {
    const path = at(`${from}.${container}`)
    const codec = container === 'webm' ? 'libvpx' : 'mpeg4'
    await media.mux(await parts(`dub.${from}`, codec), { path, container }, { signal })
    const { streams, format } = await shown(path)
    expect(streams.map(({ codec_name }) => codec_name)).toEqual([codec.replace('libvpx', 'vp8'), sound, captions])
    expect(streams.slice(1).map(({ tags }) => tags?.['language'])).toEqual(['spa', 'spa'])
    expect(streams[1]?.disposition['default']).toBe(1)
    // The sound of WebM begins where Opus is not heard yet.
    const starts = streams.slice(0, 2).map(({ start_time }) => Number(start_time))
    expect(starts).toEqual([0, container === 'webm' ? -0.007 : 0])
    const before = container === 'webm' ? 0.007 : 0
    expect(Math.abs(Number(format.duration) - before - 2)).toBeLessThan(lastResort ? 0.05 : 0.002)
    expect(lagOf(await played(path))).toBe(0)
  })

  it('leaves the picture and an AAC track as they are', async () => {
    const given = await parts('copied.m4a')
    const path = at('copied.mp4')
    await media.mux(given, { path, container: 'mp4' }, { signal })
    expect((await played(path)).length / 2).toBe(96_000)
    expect(await packets(at, path, 'v')).toEqual(await packets(at, given.picture, 'v'))
    expect(await packets(at, path, 'a')).toEqual(await packets(at, at('copied.m4a'), 'a'))
  })

  it('refuses a picture that the container cannot hold', async () => {
    const given = await parts('refused.m4a')
    const strange = await record(at('strange.avi'), [...picture(1), ...sine(1), '-c:v', 'huffyuv'])
    const path = at('strange.mp4')
    const muxed = media.mux({ ...given, picture: strange }, { path, container: 'mp4' }, { signal })
    await expect(muxed).rejects.toMatchObject({ code: 'input', message: expect.stringContaining('into mp4') })
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })
}

/** One stream's packets as they stand in a file, by their digests. */
async function packets(at: At, path: string, kind: 'a' | 'v'): Promise<readonly string[]> {
  const list = await record(at('packets.txt'), ['-i', path, '-map', `0:${kind}:0`, '-c', 'copy', '-f', 'framemd5'])
  const lines = (await readFile(list, 'utf8')).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return lines.map((line) => line.split(',').at(-1)!.trim())
}

function stopping(media: Media, at: At): void {
  const stopped = AbortSignal.abort()

  it('that is already given stops everything before it starts', async () => {
    const path = await record(at('stopped.wav'), sine(0.2))
    const probe = await media.probe(path, { signal })
    const to = { path: at('never') }
    const audio = { ...to, format: 'wav', language: 'es', samples: 100 } as const
    const all = [
      () => media.listen({ path, probe }, { ...to, sampleRate: 16_000 }, { signal: stopped }),
      () => media.decode({ path, probe }, to, { signal: stopped }),
      () => media.encode(sweep(100), audio, { signal: stopped }),
    ]
    for (const each of all) await expect(each()).rejects.toSatisfy(isStop)
    await expect(access(to.path)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each(AUDIO_FORMATS)('cuts off a half-written %s, and nothing is left behind', async (format) => {
    const controller = new AbortController()
    const path = at(`cut.${format}`)
    async function* blocks() {
      yield* sweep(96_000)
      controller.abort()
      yield* sweep(96_000)
    }
    const file = { path, format, language: 'es', samples: 192_000 }
    await expect(media.encode(blocks(), file, { signal: controller.signal })).rejects.toMatchObject({
      code: 'interrupted',
    })
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })
}

/** Either word for it: the one door for foreign errors makes them the same failure. */
function isStop(error: { code?: unknown; name?: string }): boolean {
  return error.code === 'interrupted' || error.name === 'AbortError'
}
