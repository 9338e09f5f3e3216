import { execFileSync } from 'node:child_process'
import { access, chmod, readFile, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import { runFluent } from '../../src/media/fluent.ts'
import { dubbedFilm, type Folder, picture, played, record, sine, sweep, temporaryFolder } from './recordings.ts'

const never = new AbortController().signal

let folder: Folder
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())
const at = (name: string) => folder.path(name)

/** A script in ffmpeg's place; `$FFMPEG` in it is the real one. */
async function standIn(name: string, script: string): Promise<string> {
  const real = execFileSync('sh', ['-c', 'command -v ffmpeg'], { encoding: 'utf8' }).trim()
  await writeFile(at(name), `#!/bin/sh\nFFMPEG='${real}'\n${script}\n`)
  await chmod(at(name), 0o755)
  return at(name)
}

/** A script that writes its process id to a pipe, which waits for a reader, and then does what `after` says. */
async function held(name: string, after: string) {
  execFileSync('mkfifo', [at(`${name}.fifo`)])
  const program = await standIn(name, `echo $$ > '${at(`${name}.fifo`)}'\n${after}`)
  return { program, started: async () => Number(await readFile(at(`${name}.fifo`), 'utf8')) }
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('one ffmpeg', () => {
  const counted = async (name: string) => {
    const log = at(`${name}.log`)
    await writeFile(log, '')
    // `-h` is the question whether this ffmpeg knows an option, asked once in a lifetime.
    const ffmpeg = await standIn(
      name,
      `case "$*" in *"-h muxer"*) ;; *) echo run >> '${log}' ;; esac\nexec "$FFMPEG" "$@"`,
    )
    const media = ffmpegMedia({ ffmpeg, ffprobe: 'ffprobe' })
    return { media, runs: async () => (await readFile(log, 'utf8')).split('\n').length - 1 }
  }

  it('listens', async () => {
    const { media, runs } = await counted('listening')
    const path = await record(at('talk.mp3'), sine(1))
    const probe = await media.probe(path, { signal: never })
    await media.listen(
      { path, probe },
      { path: at('talk.wav'), sampleRate: 16_000 },
      { signal: never, progress: () => {} },
    )
    expect(await runs()).toBe(1)
  })

  it('decodes', async () => {
    const { media, runs } = await counted('decoding')
    const path = await record(at('music.mp3'), sine(1))
    const probe = await media.probe(path, { signal: never })
    await media.decode({ path, probe }, { path: at('music.raw') }, { signal: never })
    expect(await runs()).toBe(1)
  })

  it.each(['m4a', 'mp3', 'wav', 'flac', 'opus'] as const)('encodes %s', async (format) => {
    const { media, runs } = await counted(`encoding-${format}`)
    const file = { path: at(`dub.${format}`), format, language: 'es', samples: 48_000 }
    await media.encode(sweep(48_000), file, { signal: never })
    expect(await runs()).toBe(1)
  })

  it.each(['mp4', 'mkv'] as const)('muxes into %s', async (container) => {
    const { media, runs } = await counted(`muxing-${container}`)
    await writeFile(at('captions.srt'), '1\n00:00:00,000 --> 00:00:00,500\nHola\n')
    const silent = await record(at('picture.mp4'), picture(1))
    const parts = dubbedFilm(silent, await record(at('audio.m4a'), sine(1)), at('captions.srt'))
    await media.mux(parts, { path: at(`muxed.${container}`), container }, { signal: never })
    expect(await runs()).toBe(1)
  })
})

describe('a process', () => {
  it('stands in a group of its own, so that Ctrl-C does not reach it, and a signal ends the whole group', async () => {
    // What it starts in turn holds standard error open: were it left alive, this would wait for ever.
    const { program, started } = await held('group', 'tail -f /dev/null & wait')
    const controller = new AbortController()
    const path = await record(at('group.wav'), sine(0.1))
    const media = ffmpegMedia({ ffmpeg: program, ffprobe: 'ffprobe' })
    const probe = await media.probe(path, { signal: never })
    const decoded = media.decode({ path, probe }, { path: at('group.raw') }, { signal: controller.signal })
    const pid = await started()
    expect(() => process.kill(-pid, 0)).not.toThrow() // There is a group that bears its number.
    controller.abort()
    await expect(decoded).rejects.toMatchObject({ code: 'interrupted' })
    expect(isAlive(pid)).toBe(false)
  })

  it('is cut off while it listens, and its half WAV is gone', async () => {
    const { program, started } = await held('stuck', `echo half > '${at('half.wav')}'; exec tail -f /dev/null`)
    const controller = new AbortController()
    const path = await record(at('stuck.mp3'), sine(0.1))
    const media = ffmpegMedia({ ffmpeg: program, ffprobe: 'ffprobe' })
    const probe = await media.probe(path, { signal: never })
    const heard = media.listen(
      { path, probe },
      { path: at('half.wav'), sampleRate: 16_000 },
      { signal: controller.signal },
    )
    const pid = await started()
    controller.abort()
    await expect(heard).rejects.toMatchObject({ code: 'interrupted' })
    expect(isAlive(pid)).toBe(false)
    await expect(access(at('half.wav'))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('that somebody else kills may be tried again', async () => {
    const ffmpeg = await standIn('killed', 'kill -9 $$')
    const encoded = ffmpegMedia({ ffmpeg, ffprobe: 'ffprobe' }).encode(
      sweep(480_000),
      { path: at('killed.wav'), format: 'wav', language: 'es', samples: 480_000 },
      { signal: never },
    )
    const hint = expect.stringContaining('memory') as unknown
    await expect(encoded).rejects.toMatchObject({ code: 'vendor', retryable: true, hint })
  })

  it('that ends early without reading its input is a failure, and closes the blocks', async () => {
    const ffmpeg = await standIn('early', 'echo "[aac @ 0x1] Broken at /secret." >&2; exit 1')
    let closed = false
    async function* blocks() {
      try {
        for (;;) yield* sweep(48_000)
      } finally {
        closed = true
      }
    }
    const file = { path: at('early.wav'), format: 'wav', language: 'es', samples: 480_000 } as const
    const encoded = ffmpegMedia({ ffmpeg, ffprobe: 'ffprobe' }).encode(blocks(), file, { signal: never })
    await expect(encoded).rejects.toMatchObject({
      code: 'internal',
      message: 'The audio could not be encoded: Broken at /secret.',
    })
    await turns(20)
    expect(closed).toBe(true)
  })

  it('that knows an encoder less is told from a bug', async () => {
    const ffmpeg = await standIn('poor', `echo "Unknown encoder 'libopus'" >&2; exit 1`)
    const file = { path: at('poor.opus'), format: 'opus', language: 'es', samples: 100 } as const
    const encoded = ffmpegMedia({ ffmpeg, ffprobe: 'ffprobe' }).encode(sweep(100), file, { signal: never })
    await expect(encoded).rejects.toMatchObject({ code: 'config', message: expect.stringContaining('libopus') })
  })

  it('that takes no input is given no more than a dozen blocks', async () => {
    const { program, started } = await held('slow', 'exec "$FFMPEG" "$@"')
    const samples = 131_072
    let asked = 0
    async function* blocks() {
      for (; asked < 40; asked++) yield new Float32Array(samples * 2)
    }
    const file = { path: at('slow.wav'), format: 'wav', language: 'es', samples: samples * 40 } as const
    const encoded = ffmpegMedia({ ffmpeg: program, ffprobe: 'ffprobe' }).encode(blocks(), file, { signal: never })
    // It waits until its process id is read, and reads nothing meanwhile.
    await turns(2000)
    expect(asked).toBeLessThan(12)
    await started()
    await encoded
    expect(asked).toBe(40)
    expect((await played(file.path)).length / 2).toBe(file.samples)
  })
})

describe('the library', () => {
  it('does not remember the path of another command', async () => {
    const script = (name: string) => standIn(name, `echo ${name} >&2`)
    const programs = [await script('first'), await script('second')]
    const said = await Promise.all(
      programs.map(async (program) => {
        const lines: string[] = []
        const inputs = [{ options: ['-f', 'lavfi'], source: 'anullsrc' }]
        const outputs = [{ options: ['-f', 'null'], target: '-' }]
        await runFluent(program, { inputs, outputs, signal: never, onLine: (line) => lines.push(line) })
        return lines.join('\n')
      }),
    )
    expect(said.map((text) => text.trim())).toEqual(['first', 'second'])
  })

  it('hands options and names over as they are', async () => {
    const program = await standIn('arguments', 'printf "<%s>\\n" "$@" >&2')
    const lines: string[] = []
    const inputs = [{ options: ['-x', 'one two'], source: 'file:/a b' }]
    const outputs = [{ options: ['-acodec', 'a codec'], target: 'file:/c d' }]
    await runFluent(program, { inputs, outputs, signal: never, onLine: (line) => lines.push(line) })
    expect(lines.filter(Boolean)).toEqual([
      '<-x>',
      '<one two>',
      '<-i>',
      '<file:/a b>',
      '<-acodec>',
      '<a codec>',
      '<file:/c d>',
    ])
  })

  it('loses nothing of what comes through the pipe', async () => {
    const program = await standIn('pipe', 'head -c 3000000 /dev/zero')
    let bytes = 0
    const pipe = (chunk: Uint8Array) => {
      bytes += chunk.length
    }
    const inputs = [{ options: ['-f', 'lavfi'], source: 'anullsrc' }]
    await runFluent(program, {
      inputs,
      outputs: [{ options: ['-f', 's16le'], target: pipe }],
      signal: never,
      onLine: () => {},
    })
    expect(bytes).toBe(3_000_000)
  })
})

/** Lets everything that is ready happen, so many times over. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve))
}
