import { expect, test } from 'vitest'
import { askYesNo } from '../../../commands/terminal/ask.ts'

test('a question that is over before it is answered says what it means', async () => {
  const signal = AbortSignal.abort()
  const told = { code: 'interrupted', message: 'Stopped. Nothing was deleted.' }
  await expect(askYesNo('Delete it?', { stopped: told.message, signal })).rejects.toMatchObject(told)
})
