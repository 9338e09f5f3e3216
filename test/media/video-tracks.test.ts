import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import type { MuxParts, VideoContainer } from '../../src/ports/media.ts'
import { dubbedFilm, type Folder, picture, record, shown, sine, temporaryFolder } from './recordings.ts'

const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
const signal = new AbortController().signal

let folder: Folder
const at = (name: string) => folder.path(name)
beforeAll(async () => {
  folder = await temporaryFolder()
  await record(at('dub.m4a'), sine(1))
  await writeFile(
    at('chapters.txt'),
    ';FFMETADATA1\ntitle=A talk\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n' +
      '[CHAPTER]\nTIMEBASE=1/1000\nSTART=500\nEND=1000\ntitle=Two\n',
  )
  await writeFile(at('dub.srt'), '1\n00:00:00,100 --> 00:00:00,900\nHola\n')
})
afterAll(() => folder[Symbol.asyncDispose]())

const INPUTS = [...picture(1), ...sine(1, 44_100)]
const STREAMS = ['-map', '0', '-map', '1', '-pix_fmt', 'yuv420p']
const FILM = [...INPUTS, ...STREAMS]
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast']

async function muxed(parts: Partial<MuxParts> & { readonly picture: string }, container: VideoContainer) {
  const path = `${parts.picture}.dub.${container}`
  await media.mux(
    { ...dubbedFilm(at('unused'), at('dub.m4a'), at('dub.srt')), ...parts },
    { path, container },
    { signal },
  )
  return path
}

/** What ffprobe says of a stream beyond what a test of any media needs. */
function streamOf(path: string, stream: string) {
  const args = ['-v', 'error', '-of', 'json', '-show_streams', '-select_streams', stream, `file:${path}`]
  return JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' })).streams[0]
}

/** What a film says of itself. */
function toldOf(path: string) {
  const args = ['-v', 'quiet', '-of', 'json', '-show_chapters', '-show_format', `file:${path}`]
  const { chapters, format } = JSON.parse(execFileSync('ffprobe', args, { encoding: 'utf8' })) as {
    readonly chapters: readonly { readonly tags: { readonly title: string } }[]
    readonly format: { readonly tags: { readonly title: string } }
  }
  return { title: format.tags.title, chapters: chapters.map(({ tags }) => tags.title) }
}

describe('tracks', () => {
  it.each([
    ['mp4', [...X264, '-c:a', 'aac'], 'aac', 'aac', 'mov_text'],
    ['mov', [...X264, '-c:a', 'pcm_s16le'], 'aac', 'pcm_s16le', 'mov_text'],
    ['webm', ['-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'libvorbis'], 'opus', 'vorbis', 'webvtt'],
    ['mkv', [...X264, '-c:a', 'aac'], 'flac', 'aac', 'subrip'],
  ] as const)(
    'of all languages in %s: in order, named, the first one on, beside title and chapters',
    async (container, encode, dub, own, text) => {
      const about = ['-f', 'ffmetadata', '-i', at('chapters.txt'), '-map_metadata', '2']
      const source = await record(at(`all.${container}`), [...INPUTS, ...about, ...STREAMS, ...encode])
      const labels = [
        { language: 'es', title: 'Spanish' },
        { language: 'pt-BR', title: 'Portuguese (Brazil)' },
        { language: 'en', title: 'English (original)' },
      ]
      const path = await muxed(
        {
          picture: source,
          sounds: labels.slice(0, 2).map((label) => ({ ...label, path: at('dub.m4a') })),
          original: { language: 'en', title: 'Original' },
          captions: labels.map((label) => ({ ...label, path: at('dub.srt') })),
        },
        container,
      )
      const { streams } = await shown(path)
      expect(streams.map(({ codec_name }) => codec_name).slice(1, 7)).toEqual([dub, dub, own, text, text, text])
      expect(streams.slice(1, 7).map(({ tags }) => tags?.['language'])).toEqual([
        'spa',
        'por',
        'eng',
        'spa',
        'por',
        'eng',
      ])
      const titles = streams.slice(1, 7).map(({ tags }) => tags?.['title'] ?? tags?.['name'] ?? tags?.['handler_name'])
      expect(titles).toEqual(['Spanish', 'Portuguese (Brazil)', 'Original', ...labels.map(({ title }) => title)])
      expect(streams.slice(1, 4).map(({ disposition }) => disposition['default'])).toEqual([1, 0, 0])
      // MP4 has one track of each kind enabled, whatever one says.
      const on = container === 'mp4' || container === 'mov' ? [1, 0, 0] : [0, 0, 0]
      expect(streams.slice(4, 7).map(({ disposition }) => disposition['default'])).toEqual(on)
      expect(toldOf(path)).toEqual({ title: 'A talk', chapters: ['One', 'Two'] })
    },
  )

  it('of surround sound are encoded where they cannot be copied, with all their channels', async () => {
    const encode = ['-c:v', 'libvpx', '-deadline', 'realtime', '-af', 'pan=5.1(side)|FC=c0', '-c:a', 'ac3']
    const source = await record(at('surround.mkv'), [...FILM, ...encode])
    const path = await muxed({ picture: source, original: { language: 'en', title: 'Original' } }, 'webm')
    expect(streamOf(path, 'a:1')).toMatchObject({ codec_name: 'opus', channels: 6 })
  })

  it('of an original that starts late are encoded with the silence before it', async () => {
    const late = [...picture(1), '-itsoffset', '0.4', ...sine(0.6), '-map', '0', '-map', '1', '-pix_fmt', 'yuv420p']
    const source = await record(at('late.mkv'), [...late, '-c:v', 'libvpx', '-deadline', 'realtime', '-c:a', 'aac'])
    const path = await muxed({ picture: source, original: { language: 'en', title: 'Original' } }, 'webm')
    expect(Number((await shown(path)).format.duration)).toBeLessThan(1.1)
  })
})

describe('a picture keeps', () => {
  it('the way that it is turned', async () => {
    const plain = await record(at('plain.mp4'), [...FILM, ...X264, '-c:a', 'aac'])
    const source = await record(at('turned.mp4'), ['-i', plain, '-c', 'copy', '-metadata:s:v:0', 'rotate=90'])
    const turn = (path: string) => streamOf(path, 'v:0').side_data_list?.[0]?.rotation
    expect(Math.abs(turn(source))).toBe(90)
    expect(turn(await muxed({ picture: source }, 'mp4'))).toBe(turn(source))
  })

  it.each(['mp4', 'webm'] as const)('ten bits and the colours of HDR in %s', async (container) => {
    const colours = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc']
    const display = 'hdr10=1:master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,1)'
    const params = `log-level=none:${display}:max-cll=1000,400`
    const hevc = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', params]
    const vp9 = ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8']
    const film = [...picture(1), ...sine(1), '-map', '0', '-map', '1', '-pix_fmt', 'yuv420p10le', ...colours]
    const source = await record(at(`hdr-${container}.mkv`), [...film, ...(container === 'webm' ? vp9 : hevc)])
    const kept = streamOf(await muxed({ picture: source }, container), 'v:0')
    const told = { color_space: 'bt2020nc', color_primaries: 'bt2020', color_transfer: 'smpte2084' }
    expect(kept).toMatchObject({ ...told, pix_fmt: 'yuv420p10le' })
    if (container === 'mp4') expect(kept.codec_tag_string).toBe('hvc1')
    expect(kept.side_data_list).toEqual(streamOf(source, 'v:0').side_data_list)
  })

  it('cover art beside it, which is not taken for the picture', async () => {
    const cover = await record(at('cover.png'), ['-f', 'lavfi', '-i', 'color=red:s=64x64', '-frames:v', '1'])
    const plain = await record(at('uncovered.mp4'), [...FILM, ...X264, '-c:a', 'aac'])
    const inputs = ['-i', cover, '-i', plain, '-map', '0', '-map', '1', '-c', 'copy']
    const source = await record(at('covered.mp4'), [...inputs, '-disposition:v:0', 'attached_pic'])
    const { streams } = await shown(await muxed({ picture: source }, 'mp4'))
    expect(streams.map(({ codec_name }) => codec_name)).toEqual(['h264', 'aac', 'mov_text', 'png'])
    expect(streams[3]?.disposition['attached_pic']).toBe(1)
  })
})
