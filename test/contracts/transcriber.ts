import { expect, test } from 'vitest'
import type { CallOptions, Transcriber } from '../../src/ports/providers.ts'

export type TranscriberFixture = {
  readonly make: () => Transcriber
  /** One whose program or key is missing. */
  readonly makeMissing: () => Transcriber
  readonly scratch: CallOptions['scratch']
  /** A recording, how long it is in seconds, and a word that is surely heard in it. */
  readonly speech: { readonly path: string; readonly seconds: number; readonly language: string; readonly word: string }
  readonly silence: string
  readonly unheardLanguage: string
  /** A file that is no recording at all. */
  readonly broken: string
  /** What somebody reads whose program or key is missing. */
  readonly missing: { readonly code: string; readonly hint: string }
}

/** What every transcriber keeps. */
export function transcriberContract({
  make,
  makeMissing,
  scratch,
  speech,
  silence,
  unheardLanguage,
  broken,
  missing,
}: TranscriberFixture) {
  const calls = (signal = new AbortController().signal, told: number[] = []): CallOptions => ({
    signal,
    scratch,
    progress: (fraction) => void told.push(fraction),
  })

  const asked = { path: speech.path, language: speech.language, terms: [] }

  test('hears words in order of time, within the recording, and says how far it is', async () => {
    const told: number[] = []
    const { words, language } = await make().transcribe(asked, calls(undefined, told))
    expect(language).toBe(speech.language)
    expect(words.map(({ text }) => text.toLowerCase())).toContain(speech.word)
    expect(words.at(-1)?.last).toBe(true)
    let before = 0
    for (const { start, end, confidence, text, speaker } of words) {
      expect(start).toBeGreaterThanOrEqual(before)
      expect(end).toBeGreaterThanOrEqual(start)
      expect(confidence).toBeGreaterThanOrEqual(0)
      expect(confidence).toBeLessThanOrEqual(1)
      expect(speaker).toBe(0)
      expect(text).toMatch(/^\S+$/)
      before = end
    }
    expect(before).toBeLessThanOrEqual(speech.seconds)
    expect(told.at(-1)).toBe(1)
    expect(told).toEqual(told.toSorted((one, other) => one - other))
  })

  test('finds the language out where it is not told', async () => {
    const { language, words } = await make().transcribe({ path: speech.path, language: null, terms: [] }, calls())
    expect(language).toBe(speech.language)
    expect(words.length).toBeGreaterThan(0)
  })

  test('hears nothing in silence, and that is no failure', async () => {
    expect((await make().transcribe({ path: silence, language: null, terms: [] }, calls())).words).toEqual([])
  })

  test('refuses a language that it does not hear', async () => {
    const refused = make().transcribe({ path: speech.path, language: unheardLanguage, terms: [] }, calls())
    await expect(refused).rejects.toMatchObject({ code: 'input', hint: expect.any(String) })
    expect(make().languages).not.toContain(unheardLanguage)
  })

  test('names its model, always the same', async () => {
    const model = await make().model()
    expect(model).toMatch(/^\S+$/)
    expect(await make().model()).toBe(model)
  })

  test('says what to do where it cannot work, before anything is asked', async () => {
    const failure = { code: missing.code, hint: expect.stringContaining(missing.hint) }
    await expect(makeMissing().model()).rejects.toMatchObject(failure)
    await expect(makeMissing().transcribe(asked, calls())).rejects.toMatchObject(failure)
  })

  test('is cut off at once', async () => {
    const cut = new AbortController()
    const cutOff = make().transcribe(asked, calls(cut.signal))
    cut.abort()
    await expect(cutOff).rejects.toThrow()
    await expect(make().transcribe(asked, calls(AbortSignal.abort()))).rejects.toThrow()
  })

  test('fails on what is no recording, and repeats nothing of it', async () => {
    const failed = await make()
      .transcribe({ path: broken, language: null, terms: [] }, calls())
      .catch((error: unknown) => error)
    expect(failed).toMatchObject({ name: 'Failure', message: expect.not.stringContaining('SECRET') })
  })
}
