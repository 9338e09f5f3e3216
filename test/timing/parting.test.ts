import { describe, expect, test } from 'vitest'
import { partingOf } from '../../src/timing/parting.ts'

describe('words lean on each other', () => {
  test.each([
    ['en', 'the', 'house'],
    ['en', 'of', 'London'],
    ['en', 'Mr.', 'Smith'],
    ['en', 'John', 'Smith'],
    ['en', '10', 'people'],
    ['en', 'No.', '5'],
    ['en-GB', 'The', 'house'],
    ['es', '¿El', 'señor'],
    ['es', 'García', 'Márquez'],
    ['fr', '« Le', 'monsieur'],
    ['de', 'zum', 'Bahnhof'],
    ['it', 'della', 'casa'],
    ['pt-BR', 'às', 'vezes'],
    ['ru', 'в', 'городе'],
    ['nl', 'het', 'huis'],
    ['ca', 'amb', 'ell'],
    ['eo', 'la', 'domo'],
    ['ar', 'في', 'المدينة'],
    ['hi', 'नदी', 'के'],
    ['hi', 'हो', 'चुका'],
    ['hi', 'बहुत', 'रोचक'],
    ['ko', '도착했을', '때는'],
    ['ko', '갈', '수'],
    ['ko', '1,234만', '원이었고'],
    ['ko', '5월', '3일'],
    ['zh', '我', '想'],
    ['zh', '工作', '的'],
    ['ja', '会議', 'は'],
    ['ja', '開か', 'れ'],
    ['ja', '東京', '駅'],
    ['ja', '12時', '30分'],
  ])('%s: %s %s', (language, before, next) => {
    expect(partingOf(before, next, language)).toBe('leaning')
  })
})

describe('a clause begins without a mark', () => {
  test.each([
    ['en', 'dark', 'and'],
    ['es', 'casa', 'que'],
    ['fr', 'dit', 'que'],
    ['de', 'Haus', 'und'],
    ['it', 'casa', 'e'],
    ['pt', 'casa', 'porque'],
    ['ru', 'дом', 'и'],
    ['nl', 'huis', 'maar'],
    ['ar', 'الرجل', 'الذي'],
    ['hi', 'आया', 'और'],
    ['ko', '어두워졌고', '아무도'],
    ['zh', '时间', '但是'],
  ])('%s: %s | %s', (language, before, next) => {
    expect(partingOf(before, next, language)).toBe('phrase')
  })
})

describe('nothing holds them together', () => {
  test.each([
    ['en', 'house', 'stands'],
    ['de', 'Großes', 'Haus'],
    ['es', 'casa', 'grande'],
    ['ja', '会議は', '東京'],
    ['ko', '오늘', '날씨가'],
    ['zh', '讨论', '人工智能'],
    ['th', 'สวัสดี', 'ครับ'],
    ['hi', 'राजा', 'आया'],
  ])('%s: %s | %s', (language, before, next) => {
    expect(partingOf(before, next, language)).toBe('none')
  })
})

test('a mark goes before all else, and nothing leans on the end', () => {
  expect(partingOf('the,', 'house', 'en')).toBe('clause')
  expect(partingOf('y,', 'que', 'es')).toBe('clause')
  expect(partingOf('行った。', 'それ', 'ja')).toBe('sentence')
  expect(partingOf('John.', 'Smith', 'en')).toBe('sentence')
  expect(partingOf('house', '', 'en')).toBe('none')
})
