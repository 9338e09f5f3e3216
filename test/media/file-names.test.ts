import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import { quotedName } from '../../src/media/quoted-name.ts'
import { dubbedFilm, picture, record, sine, sweep, temporaryFolder } from './recordings.ts'

const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
const signal = new AbortController().signal

const NAMES = [
  'two words',
  `both 'quotes" here`,
  'new\nline',
  'carriage\rreturn\ttab',
  '😀 日本語 ñ',
  '-i',
  '--help',
  '%d-%03d-%%',
  'a:b',
  'http:x',
  'concat:a|b',
  'back\\slash',
  '$(touch owned); `touch owned`',
  '[0:v] {1,2} *?,',
]

describe.each(NAMES)('a file called %j', (name) => {
  it('is read and written like any other', async () => {
    await using folder = await temporaryFolder()
    // The folder bears the name too, for ffmpeg takes the whole path.
    const home = join(folder.root, name)
    await mkdir(home)
    const at = (kind: string) => join(home, `${name}.${kind}`)
    const path = await record(at('mp4'), [...picture(0.4), ...sine(0.4), '-map', '0', '-map', '1'])
    const probe = await media.probe(path, { signal })
    const { samples } = await media.listen({ path, probe }, { path: at('wav'), sampleRate: 16_000 }, { signal })
    expect(samples).toBeGreaterThan(19_000)
    await media.decode({ path, probe }, { path: at('raw') }, { signal })
    expect((await stat(at('raw'))).size).toBe(samples * 4)
    await media.encode(sweep(19_200), { path: at('m4a'), format: 'm4a', language: 'es', samples: 19_200 }, { signal })
    await writeFile(at('srt'), '1\n00:00:00,000 --> 00:00:00,300\nHola\n')
    const parts = dubbedFilm(path, at('m4a'), at('srt'))
    await media.mux(parts, { path: at('mkv'), container: 'mkv' }, { signal })
    const kinds = ['m4a', 'mkv', 'mp4', 'raw', 'srt', 'wav']
    expect((await readdir(home)).sort()).toEqual(kinds.map((kind) => `${name}.${kind}`))
    expect(await readdir(folder.root)).toEqual([name])
  })
})

describe('quotedName', () => {
  it.each([
    ['/home/me/talk.mp3', '"talk.mp3"'],
    ['/home/me/a "b" \\c.mp3', '"a \\"b\\" \\\\c.mp3"'],
    ['/x/ñ 😀.mp3', '"ñ 😀.mp3"'],
    ['/x/a\u001b[31m\n.mp3', '"a\\u001b[31m\\n.mp3"'],
    ['/x/a\u007f\u0085\u009b.mp3', '"a\\u007f\\u0085\\u009b.mp3"'],
    ['/x/\u202egpj.mp3', '"\\u202egpj.mp3"'],
  ])('shows %j as %s', (path, shown) => {
    expect(quotedName(path)).toBe(shown)
  })
})
