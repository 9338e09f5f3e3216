import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { ffmpeg } from '../ffmpeg.ts'
import { temporaryFolder } from '../home.ts'
import { wavFile } from './sounds.ts'
import { hearTones, inTones } from './tone-words.ts'

const words = Array.from({ length: 200 }, (_, index) => ({
  text: `word ${index}`,
  start: 0.3 + index * 0.4,
  end: 0.3 + index * 0.4 + 0.15 + (index % 5) * 0.04,
  speaker: index % 2,
}))

test('words in tones are heard again at their times, in a compressed piece of the recording', async () => {
  await using folder = await temporaryFolder()
  await writeFile(folder.at('all.wav'), wavFile(inTones({ language: 'en', words }, 81), 16_000))
  ffmpeg('-v', 'error', '-ss', '20.2', '-t', '39.6', '-i', folder.at('all.wav'), '-b:a', '24k', folder.at('piece.opus'))
  const heard = await hearTones({ language: 'en', words })(
    await readFile(folder.at('piece.opus')),
    new URLSearchParams(),
    39.6,
  )
  const expected = words.filter(({ start, end }) => start >= 20.2 && end <= 59.8)
  expect(heard.words.map(({ text, speaker }) => [text, speaker])).toEqual(
    expected.map(({ text, speaker }) => [text, speaker]),
  )
  for (const [index, { start, end }] of heard.words.entries()) {
    expect(Math.abs(start + 20.2 - expected[index]!.start)).toBeLessThan(0.02)
    expect(Math.abs(end + 20.2 - expected[index]!.end)).toBeLessThan(0.02)
  }
})
