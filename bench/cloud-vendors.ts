import { startDeepgram } from '../test/rig/emulators/deepgram.ts'
import type { Emulator } from '../test/rig/emulators/emulated.ts'
import { EVERY_FAULT, type FaultName, PASSING_FAULTS } from '../test/rig/emulators/every-fault.ts'
import { startOpenAI } from '../test/rig/emulators/openai.ts'
import { tone } from '../test/rig/emulators/speaking.ts'
import { sentences } from './cloud-speech.ts'
import { tallyOf } from './cloud-tally.ts'

/** A process of its own for both vendors: `fork(cloud-vendors.ts, [LINES, SHARE])`. Any message asks for the tally. */
const [lines = '', share = '0'] = process.argv.slice(2)
const LATENCY = { stt: 5000, llm: 1000, tts: 300, models: 0 }
const SPEECH_AT_ONCE = 15
const SEED = 7

const { speech } = sentences(Number(lines))
/** Voices that say all of it in time: no clip has to be stretched. */
const speak: typeof tone = (text, options) => tone(text, { ...options, speed: 2 })
const deepgram = await startDeepgram({ listen: speech, speak, atOnce: { tts: SPEECH_AT_ONCE }, seed: SEED })
const openai = await startOpenAI({ seed: SEED })
for (const emulator of [deepgram, openai]) {
  Object.assign(emulator.latency, LATENCY)
  if (Number(share) > 0) misbehave(emulator, Number(share))
}
process.on('message', () => process.send?.(tallyOf(deepgram, openai)))
process.on('disconnect', () => void close())
process.send?.({ deepgram: deepgram.url, openai: `${openai.url}/v1` })

/** That share of the calls, in all ways that a second try mends; and what only a model can do wrong at least once. */
function misbehave(emulator: Pick<Emulator, 'misbehave'>, share: number): void {
  for (const name of PASSING_FAULTS) {
    const { fault, path }: { fault: (typeof EVERY_FAULT)[FaultName]['fault']; path?: RegExp } = EVERY_FAULT[name]
    if (path) emulator.misbehave(fault, { path, body: /\\"id\\":4\d1,/, times: 1 })
    else emulator.misbehave(fault, { share: share / PASSING_FAULTS.length })
  }
}

async function close(): Promise<void> {
  await Promise.all([deepgram[Symbol.asyncDispose](), openai[Symbol.asyncDispose]()])
}
