import type { EmulatedSpeech } from '../test/rig/emulators/hearing.ts'

/** Seconds from line to line, and of silence between two. Short: decoding and mixing are not what is measured. */
const LINE = 1
const SILENCE = 0.05

const WHO = 'Agnes Boris Clara Derek Elena Felix Grace Hanna Igor Julia'.split(' ')
const DOES = 'answers borrows carries delivers finishes improves mentions notices studies watches'.split(' ')
const WHAT = 'bread chess dances eggs fabrics gravel horses jigsaws knots lemons'.split(' ')

/** A speaker who says up to a thousand sentences of three words, no two alike, and how many seconds that takes. */
export function sentences(count: number): { readonly speech: EmulatedSpeech; readonly seconds: number } {
  const words = Array.from({ length: count }, (_, line) => {
    const [who, does, what] = [line % 10, Math.floor(line / 10) % 10, (line + Math.floor(line / 100)) % 10]
    const said = [WHO[who]!, DOES[does]!, `${WHAT[what]!}.`]
    const long = (LINE - SILENCE) / said.length
    return said.map((text, at) => {
      const start = line * LINE + at * long
      return { text, start, end: start + long, speaker: 0 }
    })
  })
  return { speech: { language: 'en', words: words.flat() }, seconds: count * LINE }
}
