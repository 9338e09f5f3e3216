import { describe, expect, test } from 'vitest'
import type { CallOptions, LineToShorten, Translator } from '../../src/ports/providers.ts'
import { toTranslate } from '../rig/texts-to-translate.ts'

export type TranslatorFixture = {
  readonly make: () => Translator
  /** One whose program or key is missing. */
  readonly makeMissing: () => Translator
  readonly scratch: CallOptions['scratch']
  readonly from: string
  readonly to: string
  /** A text, and what its translation surely holds. */
  readonly known: { readonly text: string; readonly says: RegExp }
  readonly unserved: { readonly from: string; readonly to: string }
  /** Whether it can make wordings shorter. */
  readonly shortens: boolean
  /** What somebody reads whose program or key is missing. */
  readonly missing: { readonly code: string; readonly hint: string }
}

const TEXTS = [
  'The house is big.',
  'my family',
  'last line',
  '',
  'He said: "hello" — and went away… 😀 OK?',
  'two\nlines',
  '- a dash in front',
  '...',
  'It costs 1,234.50 dollars, or 20%.',
  '[[x]] {y} ^z$ ~t~ a/b <b>c</b> \\d',
  'What is this?',
]

/** What every translator keeps. */
export function translatorContract({
  make,
  makeMissing,
  scratch,
  from,
  to,
  known,
  unserved,
  shortens,
  missing,
}: TranslatorFixture) {
  const calls = (signal = new AbortController().signal): CallOptions => ({ signal, scratch, progress: () => {} })
  const translate = async (texts: readonly string[]) =>
    (await make().translate(toTranslate(texts, from, to), calls())).texts

  test('translates', async () => {
    expect((await translate([known.text]))[0]).toMatch(known.says)
  })

  test('gives one text for each, in order, none empty where the given one is not', async () => {
    const answers = await translate([...TEXTS, known.text])
    expect(answers.map((answer) => answer !== '')).toEqual([...TEXTS, known.text].map((text) => text !== ''))
    expect(answers.at(-1)).toMatch(known.says)
    expect(answers.filter((answer) => /[\n\0]| {2}/.test(answer))).toEqual([])
  })

  test('many at once say the same as one by one', async () => {
    const together = await translate(TEXTS)
    const alone = await Promise.all(TEXTS.map((text) => translate([text])))
    expect(together).toEqual(alone.flat())
  })

  test('takes nothing, and nothing but empty texts', async () => {
    expect(await translate([])).toEqual([])
    expect(await translate(['', '  ', '\n'])).toEqual(['', '', ''])
  })

  test('takes a text of 5 000 characters', async () => {
    const [answer] = await translate(['The house is big. '.repeat(278)])
    expect(answer!.length).toBeGreaterThan(2_000)
  })

  test('knows which languages it serves, regions aside', async () => {
    expect(make().serves(from, to)).toBe(true)
    expect(make().serves(`${from}-GB`, `${to}-419`)).toBe(true)
    expect(make().serves(unserved.from, unserved.to)).toBe(false)
    await expect(make().translate(toTranslate(['x'], unserved.from, unserved.to), calls())).rejects.toMatchObject({
      code: 'input',
    })
  })

  describe('that makes wordings shorter', () => {
    const LONG = 'La casa blanca es sin ninguna duda realmente muy grande y además tiene 12 ventanas.'
    const line = (id: number, more: Partial<LineToShorten> = {}): LineToShorten => {
      const text = 'The white house is big and has 12 windows.'
      return { id, text, speaker: 0, wording: LONG, seconds: 5, wanted: 3, characters: 50, ...more }
    }
    const shorten = (lines: readonly LineToShorten[], signal?: AbortSignal) =>
      make().shorten?.({ ...toTranslate([], from, to), lines }, calls(signal))

    test('answers for each line, in order: shorter, with what has to be kept, or not at all', async () => {
      const answer = await shorten([line(4), line(9), line(2, { wording: 'No.', characters: 2 })])
      expect(answer === undefined).toBe(!shortens)
      for (const [index, text] of (answer?.texts ?? []).entries()) {
        if (index === 2) expect(text === null || text.length < 3).toBe(true)
        else expect(text).toMatch(/^(?=.*12).{10,55}$/)
      }
      expect(answer?.texts.length ?? 3).toBe(3)
    })

    if (shortens)
      test('takes none, is cut off at once, and says what to do where it cannot work', async () => {
        expect((await shorten([]))?.texts).toEqual([])
        const cut = new AbortController()
        const cutOff = shorten([line(1)], cut.signal)
        cut.abort()
        await expect(cutOff).rejects.toThrow()
        const failed = makeMissing().shorten?.({ ...toTranslate([], from, to), lines: [line(1)] }, calls())
        await expect(failed).rejects.toMatchObject({ code: missing.code, hint: expect.stringContaining(missing.hint) })
      })
  })

  test('names its model, always the same', async () => {
    const model = await make().model()
    expect(model).toMatch(/^\S+$/)
    expect(await make().model()).toBe(model)
  })

  test('says what to do where it cannot work', async () => {
    const failure = { code: missing.code, hint: expect.stringContaining(missing.hint) }
    await expect(makeMissing().model()).rejects.toMatchObject(failure)
    const failed = makeMissing().translate(toTranslate(['SECRET'], from, to), calls())
    await expect(failed).rejects.toMatchObject({ ...failure, message: expect.not.stringContaining('SECRET') })
  })

  test('is cut off at once', async () => {
    const cut = new AbortController()
    const cutOff = make().translate(toTranslate(TEXTS, from, to), calls(cut.signal))
    cut.abort()
    await expect(cutOff).rejects.toThrow()
  })
}
