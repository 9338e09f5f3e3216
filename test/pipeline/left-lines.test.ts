import { describe, expect, test } from 'vitest'
import { Failure } from '../../src/failure.ts'
import type { Translator } from '../../src/ports/providers.ts'
import { openStudio, whole } from './studio.ts'

/** A translator that has no translation for these lines, as providers have none: it fails where that is all that it is asked. */
function hopeless(ids: readonly number[], asked: number[][]): Translator['translate'] {
  return async ({ lines, to }) => {
    asked.push(lines.map(({ id }) => id))
    const left = lines.filter(({ id }) => ids.includes(id)).map(({ id }) => ({ id, what: 'refused' }))
    if (left.length === lines.length) {
      const which = left.map(({ id }) => `line ${id}`).join(', ')
      throw new Failure('vendor', `No usable translation of ${which} (refused).`, { hint: 'Say it in other words.' })
    }
    const texts = lines.map(({ id, text }) => (ids.includes(id) ? '' : `${text}-${to}`))
    return { texts, units: {}, ...(left.length > 0 && { left }) }
  }
}

async function openBooth(ids: readonly number[]) {
  const studio = await openStudio()
  const asked: number[][] = []
  const { translate } = studio.providers.does
  studio.providers.does.translate = hopeless(ids, asked)
  const mend = () => {
    asked.length = 0
    studio.providers.does.translate = (text, options) => {
      asked.push(text.lines.map(({ id }) => id))
      return translate(text, options)
    }
  }
  return { ...studio, asked, mend }
}

describe('a batch with a line that cannot be translated', () => {
  test('keeps the others: the line is asked for by itself, named, and alone asked for the next time', async () => {
    await using studio = await openBooth([3])
    expect((await studio.dub()).dubs[0]).toMatchObject({
      status: 'error',
      code: 'vendor',
      reason: 'No usable translation of line 3 (refused).',
      hint: 'Say it in other words.',
    })
    expect(studio.asked).toEqual([[1, 2, 3, 4], [3]])
    expect(studio.providers.calls.speak).toEqual([])
    studio.mend()
    const { spoken } = whole((await studio.dub()).dubs)
    expect(studio.asked).toEqual([[3]])
    expect(spoken.map(({ line }) => line.text)).toEqual([
      'one two.-es',
      'three four.-es',
      'five six.-es',
      'seven eight.-es',
    ])
    await studio.dub()
    expect(studio.asked).toEqual([[3]])
  })

  test('comes out whole in one run where the line is translated by itself', async () => {
    await using studio = await openBooth([2])
    const { translate } = studio.providers.does
    studio.providers.does.translate = async (text, options) =>
      text.lines.length === 1
        ? { texts: text.lines.map((line) => `${line.text} alone`), units: {} }
        : translate(text, options)
    const { spoken } = whole((await studio.dub()).dubs)
    expect(spoken[1]?.line.text).toBe('three four. alone')
  })

  test('that has no other line is one failure, and nothing of it is kept', async () => {
    await using studio = await openBooth([1, 2, 3, 4])
    expect((await studio.dub()).dubs[0]).toMatchObject({
      status: 'error',
      reason: expect.stringContaining('line 1, line 2, line 3, line 4'),
    })
    expect(studio.asked).toEqual([[1, 2, 3, 4]])
    studio.mend()
    whole((await studio.dub()).dubs)
    expect(studio.asked).toEqual([[1, 2, 3, 4]])
  })

  test('is never the whole batch, whatever a translator says: that would be asked for ever', async () => {
    await using studio = await openStudio()
    studio.providers.does.translate = async ({ lines }) => ({
      texts: lines.map(() => ''),
      units: {},
      left: lines.map(({ id }) => ({ id, what: 'refused' })),
    })
    expect((await studio.dub()).dubs[0]).toMatchObject({ status: 'error', code: 'vendor' })
    expect(studio.count().translate).toBe(1)
  })
})
