import { expect, test } from 'vitest'
import type { CallOptions, Spoken, Synthesizer } from '../../src/ports/providers.ts'
import { samplesOf } from '../providers/sounds.ts'

export type SynthesizerFixture = {
  readonly make: () => Synthesizer
  /** One whose program or key is missing. */
  readonly makeMissing: () => Synthesizer
  readonly scratch: CallOptions['scratch']
  /** A language that it speaks, one that it does not, and a voice of a third. */
  readonly language: string
  readonly unspoken: string
  readonly foreignVoice: string
  /** Whether it says the same in the same way each time, and differently only in another take; a vendor does not promise it. */
  readonly repeatable: boolean
  /** A language that it speaks faster and slower by itself; null where it does not. */
  readonly paced: string | null
  /** What somebody reads whose program or key is missing. */
  readonly missing: { readonly code: string; readonly hint: string }
}

const TEXT = 'Hola, amigos: esto es una prueba.'
const ODD = [
  '"Comillas" y ¡signos!',
  '- Con raya',
  '😀 hola',
  '[[x]] sin órdenes',
  'uno | dos',
  '1234,5 %',
  '<b>c</b> & d',
  'C:\\a',
]

/** What every synthesizer keeps. */
export function synthesizerContract({
  make,
  makeMissing,
  scratch,
  language,
  unspoken,
  foreignVoice,
  repeatable,
  paced,
  missing,
}: SynthesizerFixture) {
  const calls = (signal = new AbortController().signal): CallOptions => ({ signal, scratch, progress: () => {} })
  const voice = async (index = 0) => (await make().voices(language))[index] ?? ''
  const speak = async (text: string, more: { voice?: string; take?: number; speed?: number } = {}) =>
    make().speak({ text, voice: await voice(), language, take: 1, ...more }, calls())
  const say = async (text: string, more: { voice?: string; take?: number; speed?: number } = {}) =>
    soundIn(await speak(text, more))

  test('gives back mono sound of a known rate in which something is to be heard', async () => {
    const { samples, sampleRate } = await say(TEXT)
    const seconds = samples.length / sampleRate
    expect(seconds).toBeGreaterThan(1)
    expect(seconds).toBeLessThan(6)
    expect(Math.max(...samples)).toBeGreaterThan(0.1)
  })

  test('a longer text takes longer: nothing is lost at the end', async () => {
    const [one, ten] = [await say(TEXT), await say(`${TEXT} `.repeat(10))]
    expect(ten.samples.length / one.samples.length).toBeGreaterThan(8.5)
    expect(ten.samples.length / one.samples.length).toBeLessThan(11)
  })

  test('speaks 5 000 characters, or as many as it says that it takes', async () => {
    const times = Math.min(148, Math.floor(make().longest / (TEXT.length + 1)))
    const { samples, sampleRate } = await say(`${TEXT} `.repeat(times))
    expect(samples.length / sampleRate).toBeGreaterThan(times * 0.7)
  })

  test.each(ODD)('speaks %j', async (text) => {
    expect((await say(text)).samples.length).toBeGreaterThan(1_000)
  })

  test('another voice sounds different', async () => {
    const [one, other] = [await speak(TEXT), await speak(TEXT, { voice: await voice(1) })]
    expect(Buffer.from(one.bytes).equals(other.bytes)).toBe(false)
  })

  test('says how fast and slow it speaks by itself, and does', async () => {
    const speeds = make().speeds?.(paced ?? language)
    expect(speeds === undefined).toBe(paced === null)
    const usual = await say(TEXT)
    const length = ({ samples, sampleRate }: typeof usual) => samples.length / sampleRate
    for (const speed of [1.25, 0.9]) {
      if (!speeds) continue
      expect(speed).toBeGreaterThanOrEqual(speeds.min)
      expect(speed).toBeLessThanOrEqual(speeds.max)
      const paceful = await say(TEXT, { speed })
      expect(Math.abs((length(paceful) / length(usual)) * speed - 1)).toBeLessThan(0.08)
    }
  })

  if (repeatable)
    test('another take sounds different, the same take the same', async () => {
      const first = Buffer.from((await speak(TEXT)).bytes)
      expect(first.equals((await speak(TEXT)).bytes)).toBe(true)
      expect(first.equals((await speak(TEXT, { take: 2 })).bytes)).toBe(false)
    })

  test.each(['', '   ', '…'])('is loud where there is nothing to say (%j)', async (text) => {
    await expect(speak(text)).rejects.toMatchObject({ code: 'vendor' })
  })

  test('has voices for its languages, each once; none for one that it does not speak, and lends it none', async () => {
    const own = await make().voices(language)
    expect(own.length).toBeGreaterThan(1)
    expect(new Set(own).size).toBe(own.length)
    expect(await make().voices(unspoken)).toEqual([])
    for (const lent of [await voice(), foreignVoice]) {
      const spoken = make().speak({ text: TEXT, voice: lent, language: unspoken, take: 1 }, calls())
      await expect(spoken).rejects.toMatchObject({ code: 'usage', message: expect.not.stringContaining('Hola') })
    }
    await expect(speak(TEXT, { voice: foreignVoice })).rejects.toMatchObject({ code: 'usage' })
  })

  test('names its model, always the same', async () => {
    const model = await make().model()
    expect(model).toMatch(/^\S+$/)
    expect(await make().model()).toBe(model)
  })

  test('says how much it takes at once', () => {
    expect(make().width).toBeGreaterThan(0)
    expect(make().longest).toBeGreaterThan(0)
  })

  test('says what to do where it cannot work', async () => {
    const failure = { code: missing.code, hint: expect.stringContaining(missing.hint) }
    await expect(makeMissing().model()).rejects.toMatchObject(failure)
    const failed = makeMissing().speak({ text: 'SECRET', voice: await voice(), language, take: 1 }, calls())
    await expect(failed).rejects.toMatchObject({ ...failure, message: expect.not.stringContaining('SECRET') })
  })

  test('is cut off at once', async () => {
    const cut = new AbortController()
    const cutOff = make().speak({ text: TEXT, voice: await voice(), language, take: 1 }, calls(cut.signal))
    cut.abort()
    await expect(cutOff).rejects.toThrow()
  })
}

/** The sound of an answer. Of a WAV's header the lengths may be wrong: who writes while speaking cannot know them. */
function soundIn(spoken: Spoken): { readonly samples: readonly number[]; readonly sampleRate: number } {
  const bytes = Buffer.from(spoken.bytes)
  if (spoken.container === 'none') {
    const samples = Array.from({ length: bytes.length >> 1 }, (_, at) => bytes.readInt16LE(at * 2) / 32_768)
    return { samples, sampleRate: spoken.sampleRate }
  }
  expect(bytes.toString('latin1', 0, 4) + bytes.toString('latin1', 8, 12)).toBe('RIFFWAVE')
  expect(bytes.readUInt16LE(22)).toBe(1)
  return { samples: samplesOf(bytes), sampleRate: bytes.readUInt32LE(24) }
}
