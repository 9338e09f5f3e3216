import { access, chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toAss } from '../../src/media/ass.ts'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import type { BurnParts } from '../../src/ports/media.ts'
import { dubBeeps, flashAndBeep, marksOf } from './flashes.ts'
import { type Folder, picture, record, shown, sine, temporaryFolder } from './recordings.ts'

const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
const signal = new AbortController().signal

let folder: Folder
const at = (name: string) => folder.path(name)
beforeAll(async () => {
  folder = await temporaryFolder()
  await record(at('dub.m4a'), sine(1))
})
afterAll(() => folder[Symbol.asyncDispose]())

const DUB = { language: 'es', title: 'Spanish' }
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '3', '-b_strategy', '0', '-c:a', 'aac']

/** A black film of a second, with captions from 0.3 to 0.7 s. */
async function parts(film: string, rows: readonly string[] = ['Hola'], more: readonly string[] = []) {
  const black = ['-f', 'lavfi', '-i', 'color=black:s=320x180:r=10:d=1', ...sine(1), '-pix_fmt', 'yuv420p']
  const source = await record(at(film), [...black, ...more])
  const captions = [{ start: 0.3, end: 0.7, rows }]
  return { picture: source, sounds: [{ ...DUB, path: at('dub.m4a') }], original: null, captions } satisfies BurnParts
}

/** The brightest of each row of pixels of one frame, from the top, 0 … 255. */
async function rowsOf(path: string, second: number, width: number): Promise<number[]> {
  const frame = ['-ss', String(second), '-i', `file:${path}`, '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo']
  const pixels = await readFile(await record(`${path}.gray`, frame))
  return Array.from({ length: pixels.length / width }, (_, row) =>
    Math.max(...pixels.subarray(row * width, (row + 1) * width)),
  )
}

describe('painted captions', () => {
  it.each([
    ['mp4', 'h264', 'aac'],
    ['webm', 'vp9', 'opus'],
  ] as const)('are seen at the foot of the picture while they last, in %s', async (container, codec, sound) => {
    const path = at(`painted.${container}`)
    const seconds: number[] = []
    const progress = (second: number) => seconds.push(second)
    await media.burn(await parts('film.mp4'), { path, container }, { signal, progress })
    expect((await shown(path)).streams.map(({ codec_name }) => codec_name)).toEqual([codec, sound])
    const bright = (rows: readonly number[]) => rows.flatMap((value, row) => (value > 200 ? [row] : []))
    const rows = bright(await rowsOf(path, 0.5, 320))
    expect(rows.length).toBeGreaterThan(5)
    expect(Math.min(...rows)).toBeGreaterThan(180 * 0.8)
    expect(Math.max(...rows)).toBeLessThan(180 * 0.97)
    for (const second of [0.1, 0.8]) expect(bright(await rowsOf(path, second, 320))).toEqual([])
    expect(seconds.at(-1)).toBeCloseTo(1, 0)
  })

  it('stand upright in a picture that is turned', async () => {
    const given = await parts('flat.mp4')
    const turned = await record(at('turned.mp4'), ['-i', given.picture, '-c', 'copy', '-metadata:s:v:0', 'rotate=90'])
    const path = at('upright.mp4')
    await media.burn({ ...given, picture: turned }, { path, container: 'mp4' }, { signal })
    const rows = await rowsOf(path, 0.5, 180)
    expect(rows).toHaveLength(320)
    const lit = rows.flatMap((value, row) => (value > 200 ? [row] : []))
    expect(Math.min(...lit)).toBeGreaterThan(320 * 0.75)
    expect(lit.at(-1)! - lit[0]!).toBeLessThan(20)
  })

  it.each(["it's: a, [b]; \\c {x}", "''\\\\:: 100%d ñ\n日本"])('are read from a folder called %j', async (name) => {
    const home = join(folder.root, `in ${name}`)
    await mkdir(home)
    const given = await parts('nasty.mp4')
    await media.burn(given, { path: join(home, 'out.mp4'), container: 'mp4' }, { signal })
    expect(Math.max(...(await rowsOf(join(home, 'out.mp4'), 0.5, 320)))).toBeGreaterThan(200)
    expect((await readdir(home)).sort()).toEqual(['out.mp4', 'out.mp4.gray'])
  })

  it('leave picture and sound together, and uneven frames at their times', async () => {
    const uneven = ['-vf', 'select=not(mod(n\\,5))+gt(t\\,1.5)', '-vsync', 'vfr']
    const source = await flashAndBeep(at('uneven.mp4'), [...uneven, ...X264])
    await dubBeeps(media, source, at('uneven.m4a'), 'm4a')
    const film = {
      picture: source,
      sounds: [{ ...DUB, path: at('uneven.m4a') }],
      original: { ...DUB, title: 'Original' },
    }
    const path = at('uneven.burnt.mp4')
    const captions = [{ start: 0, end: 0.5, rows: ['Hola'] }]
    await media.burn({ ...film, captions }, { path, container: 'mp4' }, { signal })
    const { flashes, beeps } = await marksOf(path, 2)
    expect(flashes).toEqual([1, 2])
    for (const found of beeps) for (const [index, beep] of found.entries()) expect(beep).toBeCloseTo(index + 1, 2)
    expect(await frameCount(path)).toBe(await frameCount(source))
  })

  it('keep ten bits and the colours of HDR', async () => {
    const hdr = ['-color_primaries', 'bt2020', '-color_trc', 'smpte2084', '-colorspace', 'bt2020nc']
    const film = [...picture(0.4), ...sine(0.4), '-map', '0', '-map', '1', '-pix_fmt', 'yuv420p10le', ...hdr]
    const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none']
    const source = await record(at('hdr.mkv'), [...film, ...x265])
    const path = at('hdr.mp4')
    await media.burn({ ...(await parts('any.mp4')), picture: source }, { path, container: 'mp4' }, { signal })
    const told = { codec_name: 'hevc', pix_fmt: 'yuv420p10le', color_transfer: 'smpte2084', color_primaries: 'bt2020' }
    expect((await shown(path)).streams[0]).toMatchObject(told)
  })
})

describe('captions are not painted', () => {
  it('where no font has their letters, and it is said which', async () => {
    const path = at('boxes.mp4')
    // Kirat Rai and Ol Onal, scripts that Unicode has had since 2024.
    const rows = ['Hola \u{16D40}\u{1E5D0}']
    const burnt = media.burn(await parts('boxes-of.mp4', rows), { path, container: 'mp4' }, { signal })
    await expect(burnt).rejects.toMatchObject({ code: 'input', hint: expect.stringContaining('Noto') })
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' })
    expect((await readdir(folder.root)).filter((name) => name.endsWith('.ass'))).toEqual([])
  })

  it.each([
    ['echo "[AVFilterGraph @ 0x1] No such filter: \'ass\'" >&2; exit 1', 'Hola', /built without libass/],
    ["echo '[Parsed_ass_0 @ 0x1] Shaper: FriBidi 1.0.5 (SIMPLE)' >&2", 'हिन्दी', /cannot join the letters/],
  ])('by an ffmpeg that cannot: %s', async (script, text, message) => {
    await writeFile(at('poor'), `#!/bin/sh\n${script}\n`)
    await chmod(at('poor'), 0o755)
    const poor = ffmpegMedia({ ffmpeg: at('poor'), ffprobe: 'ffprobe' })
    const burnt = poor.burn(await parts('poor.mp4', [text]), { path: at('no.mp4'), container: 'mp4' }, { signal })
    await expect(burnt).rejects.toMatchObject({
      code: 'input',
      message: expect.stringMatching(message),
      hint: expect.stringContaining('ytdub setup'),
    })
  })

  it('to the end where they are cut off', async () => {
    const controller = new AbortController()
    const long = ['-f', 'lavfi', '-i', 'testsrc2=s=640x360:r=25:d=30', '-pix_fmt', 'yuv420p', '-c:v', 'mpeg4']
    const source = await record(at('long.mp4'), [...long.slice(0, 4), ...sine(1), ...long.slice(4)])
    const path = at('cut.mp4')
    const options = { signal: controller.signal, progress: () => controller.abort() }
    const burnt = media.burn({ ...(await parts('any.mp4')), picture: source }, { path, container: 'mp4' }, options)
    await expect(burnt).rejects.toMatchObject({ code: 'interrupted' })
    await expect(access(path)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})

describe('toAss', () => {
  const screen = { width: 1920, height: 1080, isHdr: false }
  const dialogue = (rows: readonly string[], on = screen) =>
    toAss([{ start: 1.234, end: 3661.5, rows }], on)
      .split('\n')
      .at(-2)

  it('times to hundredths, and takes nothing in a text for a command', () => {
    expect(dialogue(['a {\\b1} b', 'c\\N'])).toBe(
      'Dialogue: 0,0:00:01.23,1:01:01.50,Captions,,0,0,0,,a \\{\\\u2060b1\\} b\\Nc\\\u2060N',
    )
  })

  it('breaks rows anew only in an upright picture, and only at spaces', () => {
    const upright = { ...screen, width: 1080, height: 1920 }
    expect(dialogue(['one two', 'three'], upright)).toMatch(/one two three$/)
    expect(dialogue(['これは字幕', 'です'], upright)).toMatch(/これは字幕\\Nです$/)
  })

  it('is not white where white dazzles', () => {
    expect(toAss([], { ...screen, isHdr: true })).toContain('&H00A8A8A8')
    expect(toAss([], screen)).not.toContain('&H00A8A8A8')
  })
})

async function frameCount(path: string): Promise<number> {
  const list = await record(`${path}.frames`, ['-i', `file:${path}`, '-map', '0:V:0', '-f', 'framecrc'])
  return (await readFile(list, 'utf8')).split('\n').filter((line) => line.startsWith('0,')).length
}
