import { expect, test } from 'vitest'
import type { CallOptions, Synthesizer } from '../../src/ports/providers.ts'
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
}

const TEXT = 'Hola, amigos: esto es una prueba.'
const ODD = [
  '"Comillas" y ¡signos!',
  '- Con raya',
  '😀',
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
}: SynthesizerFixture) {
  const calls = (signal = new AbortController().signal): CallOptions => ({ signal, scratch, progress: () => {} })
  const [usual, other] = make().voices(language)
  const speak = (text: string, more: { voice?: string; take?: number } = {}) =>
    make().speak({ text, voice: usual!, language, take: 1, ...more }, calls())

  test('gives back a whole mono WAV file in which something is to be heard', async () => {
    const file = Buffer.from(await speak(TEXT))
    expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 12)).toBe('RIFFWAVE')
    expect(file.readUInt16LE(22)).toBe(1)
    expect(file.readUInt32LE(4)).toBe(file.length - 8)
    expect(file.readUInt32LE(40)).toBe(file.length - 44)
    const seconds = samplesOf(file).length / file.readUInt32LE(24)
    expect(seconds).toBeGreaterThan(1)
    expect(seconds).toBeLessThan(6)
    expect(Math.max(...samplesOf(file))).toBeGreaterThan(0.1)
  })

  test('a longer text takes longer: nothing is lost at the end', async () => {
    const [one, ten] = [await speak(TEXT), await speak(`${TEXT} `.repeat(10))]
    expect(ten.length / one.length).toBeGreaterThan(8.5)
    expect(ten.length / one.length).toBeLessThan(11)
  })

  test('speaks 5 000 characters', async () => {
    expect((await speak(`${TEXT} `.repeat(148))).length).toBeGreaterThan(5_000_000)
  })

  test.each(ODD)('speaks %j', async (text) => {
    expect((await speak(text)).length).toBeGreaterThan(2_000)
  })

  test('another voice and another take sound different, the same take the same', async () => {
    const first = Buffer.from(await speak(TEXT))
    expect(first.equals(await speak(TEXT, { voice: other! }))).toBe(false)
    expect(first.equals(await speak(TEXT, { take: 2 }))).toBe(false)
  })

  test.each(['', '   ', '…'])('is loud where there is nothing to say (%j)', async (text) => {
    await expect(speak(text)).rejects.toMatchObject({ code: 'vendor' })
  })

  test('has no voice for a language that it does not speak, and lends it none', async () => {
    expect(make().voices(unspoken)).toEqual([])
    for (const voice of [usual!, foreignVoice]) {
      const lent = make().speak({ text: TEXT, voice, language: unspoken, take: 1 }, calls())
      await expect(lent).rejects.toMatchObject({ code: 'usage', message: expect.not.stringContaining('Hola') })
    }
    await expect(speak(TEXT, { voice: foreignVoice })).rejects.toMatchObject({ code: 'usage' })
  })

  test('names its model, always the same', async () => {
    const model = await make().model()
    expect(model).toMatch(/^\S+$/)
    expect(await make().model()).toBe(model)
  })

  test('says what to install where it cannot work', async () => {
    const failure = { code: 'config', hint: expect.stringContaining('ytdub setup') }
    await expect(makeMissing().model()).rejects.toMatchObject(failure)
    const failed = makeMissing().speak({ text: 'SECRET', voice: usual!, language, take: 1 }, calls())
    await expect(failed).rejects.toMatchObject({ ...failure, message: expect.not.stringContaining('SECRET') })
  })

  test('is cut off at once', async () => {
    const cut = new AbortController()
    const cutOff = make().speak({ text: TEXT, voice: usual!, language, take: 1 }, calls(cut.signal))
    cut.abort()
    await expect(cutOff).rejects.toThrow()
  })
}
