import { LANGUAGES, nameOf } from '../../../src/dub/language.ts'
import type { OpenAIFault, Service } from './openai-service.ts'

/** Hz, of all that OpenAI says as bare samples. */
export const SAMPLE_RATE = 24_000

type Line = { readonly text: string; readonly voice: string; readonly speed: number; readonly language: string }

/** What a line sounds like: mono, 16 bits. Of faults, `wrong-schema` is silence of its length, `length` its first eighth. */
export async function pcmOf(
  service: Service,
  { text, ...options }: Line,
  fault: OpenAIFault | undefined,
): Promise<Buffer> {
  const samples = await service.speak(text, { ...options, sampleRate: SAMPLE_RATE })
  const sound = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  if (fault?.kind === 'wrong-schema') return Buffer.alloc(sound.length)
  return fault?.kind === 'length' ? sound.subarray(0, (sound.length >> 4) << 1) : sound
}

/** The language that instructions name first: nothing else tells the voice. English where they name none. */
export function languageIn(instructions: string): string {
  const named = LANGUAGES.map(({ code }) => ({ code, at: instructions.indexOf(nameOf(code)) })).filter(
    ({ at }) => at >= 0,
  )
  return named.toSorted((one, other) => one.at - other.at)[0]?.code ?? 'en'
}
