import { startDeepgram } from '../test/rig/emulators/deepgram.ts'
import { startOpenAI } from '../test/rig/emulators/openai.ts'
import { tone } from '../test/rig/emulators/speaking.ts'
import { linesOf } from './resume-speech.ts'

/** A process of its own for both vendors, who answer at once: `fork(resume-vendors.ts, [LINES, SECONDS])`. */
const [lines, seconds] = process.argv.slice(2).map(Number)
const speak: typeof tone = (text, options) => tone(text, { ...options, speed: 2 })
const deepgram = await startDeepgram({ listen: linesOf(lines ?? 0, seconds ?? 0), speak })
const openai = await startOpenAI()
for (const { latency } of [deepgram, openai]) Object.assign(latency, { stt: 0, llm: 0, tts: 0, models: 0 })
process.on('disconnect', () => void close())
process.send?.({ deepgram: deepgram.url, openai: `${openai.url}/v1` })

async function close(): Promise<void> {
  await Promise.all([deepgram[Symbol.asyncDispose](), openai[Symbol.asyncDispose]()])
}
