import { fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { systemClock } from '../src/clock.ts'
import type { Manifest } from '../src/dub/manifest.ts'
import type { Script } from '../src/dub/script.ts'
import { Failure } from '../src/failure.ts'
import { providers } from '../src/providers/registry.ts'
import { openLocalStores } from '../src/stores/local/local-stores.ts'
import { EMULATED_DEEPGRAM_KEY } from '../test/rig/emulators/deepgram.ts'
import { EMULATED_OPENAI_KEY } from '../test/rig/emulators/openai.ts'
import { type Dubbed, runDub } from './cloud-dub.ts'
import { sentences } from './cloud-speech.ts'
import type { Tally } from './cloud-tally.ts'
import type { Result } from './result.ts'

const VENDORS = join(import.meta.dirname, 'cloud-vendors.ts')
const LINES = 1000
const LANGUAGES = ['es', 'fr', 'it']
/** Seconds that the emulated vendors take for an answer, and how many lines they speak at once. */
const LATENCY = { stt: 5, llm: 1, tts: 0.3 }
const SPEECH_AT_ONCE = 15
const SHARE_OF_FAULTS = 0.05

/**
 * Dubs a recording of a thousand lines into three languages with the real command, against emulated vendors in a process
 * of their own. The ideal is the time of what cannot be done any sooner, with nothing of our own but the last mix:
 *
 *     transcription + rounds of translation + lines · languages · speech / at once + the last dub's render
 *
 * where a language's translation takes as many rounds as its batches need at the translator's width (that of the other
 * languages goes on while the first one is spoken), and the render is one of the same length made with nothing beside it:
 * by a second run that recalls everything else. Starting, decoding, compressing, keeping and delivering are no part of it.
 */
export async function cloud(flags: readonly string[] = []): Promise<Result> {
  const faults = flags.includes('--faults')
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-bench-'))
  const vendors = fork(VENDORS, [String(LINES), String(faults ? SHARE_OF_FAULTS : 0)])
  try {
    const [urls] = (await once(vendors, 'message')) as [{ deepgram: string; openai: string }]
    const environment = {
      DEEPGRAM_API_KEY: EMULATED_DEEPGRAM_KEY,
      DEEPGRAM_BASE_URL: urls.deepgram,
      OPENAI_API_KEY: EMULATED_OPENAI_KEY,
      OPENAI_BASE_URL: urls.openai,
    }
    const file = recording(folder)
    const dubbing = { file, languages: LANGUAGES, folder, home: join(folder, 'home'), environment }
    const dubbed = await runDub(dubbing)
    vendors.send('tally')
    const [tally] = (await once(vendors, 'message')) as [Tally]
    const delivered = await readDelivered(dubbed.manifest)
    await forgetRenders(dubbing.home, dubbed)
    const again = await runDub({ ...dubbing, languages: LANGUAGES.slice(-1) })
    const render = secondsOf(again, 'render')
    const ideal = LATENCY.stt + translationSeconds() + speechSeconds() + render
    process.stderr.write(`${JSON.stringify({ ...tally, spoken: tally.spoken.length })}\n`)
    return {
      figures: {
        seconds: dubbed.seconds,
        ideal_seconds: ideal,
        to_ideal: dubbed.seconds / ideal,
        ideal_translation_seconds: translationSeconds(),
        ideal_speech_seconds: speechSeconds(),
        render_alone_seconds: render,
        render_amid_mean_seconds: secondsOf(dubbed, 'render') / LANGUAGES.length,
        listen_and_compress_seconds: secondsOf(dubbed, 'listen') + secondsOf(dubbed, 'cut'),
        heard_after_seconds: lastOf(dubbed, 'transcribe'),
        translated_after_seconds: lastOf(dubbed, 'translate'),
        spoken_after_seconds: lastOf(dubbed, 'speak'),
        rendered_after_seconds: lastOf(dubbed, 'render'),
        recalled_run_seconds: again.seconds,
        peak_megabytes: dubbed.megabytes,
        peak_with_ffmpeg_megabytes: dubbed.megabytesOfAll,
        ...callFigures(tally),
        ...tokenFigures(delivered.manifest),
        lines_delivered: delivered.lines.length,
        lines_not_spoken_once: notSpokenOnce(delivered.lines, tally.spoken),
      },
      targets: {
        to_ideal: faults ? 1.6 : 1.15,
        peak_megabytes: 300,
        // A vendor notices a moment late that a call which hung was given up, when the next one is there already.
        ...(!faults && { speech_calls_at_once: SPEECH_AT_ONCE }),
        calls_paid_twice: 0,
        lines_not_spoken_once: 0,
      },
    }
  } finally {
    if (vendors.connected) vendors.disconnect()
    await rm(folder, { recursive: true })
  }
}

/** A quiet hum of the length of what is said in it: the emulated vendor knows what that is. */
function recording(folder: string): string {
  const path = join(folder, 'talk.wav')
  const sound = `sine=frequency=180:sample_rate=16000:duration=${sentences(LINES).seconds}`
  const { status, stderr } = spawnSync('ffmpeg', ['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', sound, path])
  if (status !== 0) throw new Failure('internal', String(stderr))
  return path
}

async function forgetRenders(home: string, { made }: Dubbed): Promise<void> {
  await using stores = await openLocalStores(home, systemClock)
  for (const { stage, key } of made) if (stage === 'render') await stores.memo.forget(key)
}

function secondsOf({ made }: Dubbed, stage: string): number {
  return sum(made.filter((step) => step.stage === stage).map(({ ms }) => ms)) / 1000
}

function lastOf({ made }: Dubbed, stage: string): number {
  return Math.max(...made.filter((step) => step.stage === stage).map(({ at }) => at))
}

function translationSeconds(): number {
  const { batch, width } = providers({}).translator('openai')
  return Math.ceil(Math.ceil(LINES / batch.lines) / width) * LATENCY.llm
}

function speechSeconds(): number {
  return (LINES * LANGUAGES.length * LATENCY.tts) / SPEECH_AT_ONCE
}

type Delivered = { readonly manifest: Manifest; readonly lines: readonly string[] }

async function readDelivered(path: string): Promise<Delivered> {
  const json = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))
  const manifest = (await json(path)) as Manifest
  if (manifest.status !== 'complete') throw new Failure('internal', `The dub is ${manifest.status}.`)
  const lines: string[] = []
  for (const { language, artifacts } of manifest.languages) {
    const file = artifacts.find(({ type }) => type === 'script')!.path
    const script = (await json(join(dirname(path), file))) as Script
    lines.push(...script.lines.map(({ text }) => `${language}: ${text}`))
  }
  return { manifest, lines }
}

/** Lines of the delivered scripts that were not spoken, spoken twice, or shared with another; and sound of no line. */
function notSpokenOnce(lines: readonly string[], spoken: readonly string[]): number {
  const count = (all: readonly string[]) => {
    const counts = new Map<string, number>()
    for (const each of all) counts.set(each, (counts.get(each) ?? 0) + 1)
    return counts
  }
  const [written, said] = [count(lines), count(spoken)]
  const odd = [...written].filter(([line, times]) => times !== 1 || said.get(line) !== 1)
  return odd.length + [...said.keys()].filter((line) => !written.has(line)).length
}

function callFigures({ made, faults, overrun, paidTwice, hungUp, busiest }: Tally) {
  return {
    translation_calls: made.llm,
    translation_calls_per_1000_lines: (made.llm / LANGUAGES.length / LINES) * 1000,
    speech_calls: made.tts,
    calls: made.stt + made.llm + made.tts,
    calls_that_misbehaved: sum(Object.values(faults)),
    ways_to_misbehave: Object.keys(faults).length,
    speech_calls_at_once: busiest,
    speech_calls_too_many: overrun,
    calls_paid_twice: paidTwice,
    calls_hung_up_on: hungUp,
  }
}

function tokenFigures({ languages }: Manifest) {
  const of = (unit: 'llm_input_tokens' | 'llm_output_tokens') =>
    (sum(languages.map(({ usage }) => usage[unit])) / LANGUAGES.length / LINES) * 1000
  return {
    input_tokens_per_1000_lines: of('llm_input_tokens'),
    output_tokens_per_1000_lines: of('llm_output_tokens'),
    usd: sum(languages.map(({ usage }) => usage.usd)),
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
