import { describe, expect, test } from 'vitest'
import { ASKED, linesIn, started } from './openai-asked.ts'
import { shorterWording } from './openai-shorter.ts'

const GLOSSARY = [{ term: 'queen bee', translation: 'abeja reina' }]
const WORDING = 'Como ya les he dicho, la abeja reina de {name} vive alrededor de unos 12 años, más o menos.'

describe('a wording that shall be shorter', () => {
  test('loses words from its end, but none that has to be kept, nor its full stop', () => {
    const shorter = shorterWording(WORDING, 45, GLOSSARY)
    expect(shorter.length).toBeLessThanOrEqual(45)
    expect(shorter).toMatch(/^Como .*abeja reina.*\{name\}.*12\.$/)
  })

  test('has one word at least, and is as it was where it is short enough', () => {
    expect(shorterWording('Como siempre', 1, [])).toBe('Como')
    expect(shorterWording('Como siempre.', 40, [])).toBe('Como siempre.')
  })

  test('loses characters where words stand without spaces', () => {
    expect(shorterWording('我们今天在这里谈谈 12 只蜜蜂的故事。', 12, []).length).toBeLessThanOrEqual(12)
    expect(shorterWording('我们今天在这里谈谈 12 只蜜蜂的故事。', 12, [])).toContain('12')
  })
})

test('the model makes shorter what comes with a wording, and can be told to fail at it', async () => {
  await using openai = await started()
  const lines = [7, 8].map((id) => ({ id, text: 'A queen bee lives for 12 years.', wording: WORDING, characters: 50 }))
  const user = { role: 'user' as const, content: JSON.stringify({ to: 'es', glossary: GLOSSARY, lines }) }
  const ask = async () => {
    const answer = await openai.client.chat.completions.create({ ...ASKED, messages: [ASKED.messages[0]!, user] })
    return linesIn(answer.choices[0]?.message.content).map(({ text }) => text)
  }
  for (const text of await ask()) expect(text.length).toBeLessThanOrEqual(50)
  openai.emulator.misbehave({ kind: 'wrong-schema', how: 'not-shorter' })
  expect(await ask()).toEqual([WORDING, WORDING])
  openai.emulator.misbehave({ kind: 'wrong-schema', how: 'wordy' })
  for (const text of await ask()) expect(text.length).toBeGreaterThan(WORDING.length)
})
