import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../src/failure.ts'
import { EMULATED_DEEPGRAM_KEY } from '../test/rig/emulators/deepgram.ts'
import { EMULATED_OPENAI_KEY } from '../test/rig/emulators/openai.ts'
import { type Dubbing, runDub } from './cloud-dub.ts'
import { median } from './median.ts'
import type { Result } from './result.ts'

const VENDORS = join(import.meta.dirname, 'resume-vendors.ts')
const ROUNDS = 7

/**
 * An hour with a thousand lines is dubbed once with the real command and emulated vendors; then the same command is run
 * again and again, from the start of its process to its end: all it has to do is to find that everything is done.
 */
export async function resume(flags: readonly string[] = []): Promise<Result> {
  const quick = flags.includes('--quick')
  const [lines, seconds] = quick ? [100, 360] : [1000, 3600]
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-bench-'))
  const vendors = fork(VENDORS, [String(lines), String(seconds)])
  try {
    const [urls] = (await once(vendors, 'message')) as [{ deepgram: string; openai: string }]
    const environment = {
      DEEPGRAM_API_KEY: EMULATED_DEEPGRAM_KEY,
      DEEPGRAM_BASE_URL: urls.deepgram,
      OPENAI_API_KEY: EMULATED_OPENAI_KEY,
      OPENAI_BASE_URL: urls.openai,
    }
    const dubbing: Dubbing = {
      file: recording(folder, seconds),
      languages: ['es'],
      folder,
      home: join(folder, 'home'),
      environment,
    }
    const first = await runDub(dubbing)
    const again: number[] = []
    let made = 0
    for (let round = 0; round < ROUNDS; round++) {
      const run = await runDub(dubbing)
      again.push(run.seconds)
      made += run.made.length
    }
    return {
      figures: {
        lines: first.made.filter(({ stage }) => stage === 'speak').length,
        first_seconds: first.seconds,
        again_seconds: median(again),
        again_worst_seconds: Math.max(...again),
        steps_made_again: made,
      },
      targets: { again_seconds: 1.5, steps_made_again: 0 },
    }
  } finally {
    if (vendors.connected) vendors.disconnect()
    await rm(folder, { recursive: true })
  }
}

/** A quiet hum, as a podcast is delivered: the emulated vendor knows what is said in it. */
function recording(folder: string, seconds: number): string {
  const path = join(folder, 'talk.mp3')
  const sound = `sine=frequency=180:sample_rate=44100:duration=${seconds}`
  const encoded = ['-c:a', 'libmp3lame', '-b:a', '128k', path]
  const { status, stderr } = spawnSync('ffmpeg', ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', sound, ...encoded])
  if (status !== 0) throw new Failure('internal', String(stderr))
  return path
}
