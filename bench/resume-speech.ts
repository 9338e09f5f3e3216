import type { EmulatedSpeech } from '../test/rig/emulators/hearing.ts'
import { sentences } from './cloud-speech.ts'

/** Up to a thousand different sentences, spread evenly over so many seconds. */
export function linesOf(count: number, seconds: number): EmulatedSpeech {
  const { speech, seconds: dense } = sentences(count)
  const stretch = seconds / dense
  const words = speech.words.map((word) => {
    const line = Math.floor(word.start + 1e-6)
    const at = (moment: number) => line * stretch + (moment - line) * Math.min(stretch, SAID)
    return { ...word, start: at(word.start), end: at(word.end) }
  })
  return { ...speech, words }
}

/** How much slower than there a sentence is said; the rest of its time is silence. */
const SAID = 2
