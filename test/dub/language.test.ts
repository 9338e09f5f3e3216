import { describe, expect, test } from 'vitest'
import { baseOf, iso3Of, LANGUAGES, nameOf, parseLanguage } from '../../src/dub/language.ts'

describe('a language', () => {
  test.each([
    ['es', 'es'],
    ['ES', 'es'],
    [' pt-br ', 'pt-BR'],
    ['es-419', 'es-419'],
    ['ZH-hant-tw', 'zh-Hant-TW'],
  ])('%j is spelled %s', (text, tag) => {
    expect(parseLanguage(text)).toBe(tag)
    expect(parseLanguage(tag)).toBe(tag)
  })

  test.each([
    '',
    'xx',
    'spanish',
    'es_ES',
    'es,fr',
    '../es',
    'e',
    'tlh',
    'es-u-co-trad',
    'es-x-secret',
    'de-1996',
    'en-a-bbb',
  ])('%j is none that ytdub knows', (text) => {
    const failure = {
      code: 'input',
      message: expect.stringContaining(JSON.stringify(text)),
      hint: expect.stringContaining('es'),
    }
    expect(() => parseLanguage(text)).toThrow(expect.objectContaining(failure))
  })

  test('has a name, a base, and a code for containers', () => {
    expect([nameOf('es'), nameOf('pt-BR'), nameOf('es-419')]).toEqual([
      'Spanish',
      'Portuguese (Brazil)',
      'Spanish (Latin America)',
    ])
    for (const strange of ['es-u-co-trad', '../es', '', 'x'.repeat(300)]) expect(nameOf(strange)).toBe(strange)
    expect([baseOf('pt-BR'), baseOf('es')]).toEqual(['pt', 'es'])
    expect([iso3Of('pt-BR'), iso3Of('zh'), iso3Of('xx')]).toEqual(['por', 'zho', 'und'])
  })

  test('all that are promised are known, each once, with codes of their own', () => {
    const codes = LANGUAGES.map(({ code }) => code)
    for (const promised of ['en', 'es', 'fr', 'de', 'ja', 'zh', 'ko', 'pt', 'it', 'ru', 'ar', 'hi', 'nl'])
      expect(codes).toContain(promised)
    expect(codes).toEqual([...new Set(codes)].toSorted())
    for (const { code, iso3 } of LANGUAGES) expect([code.length, iso3.length]).toEqual([2, 3])
    expect(new Set(LANGUAGES.map(({ iso3 }) => iso3)).size).toBe(LANGUAGES.length)
  })
})
