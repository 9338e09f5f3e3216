import { expect, test } from 'vitest'
import { TERM_MISSING } from '../../src/wording/check-translation.ts'
import { tellDoubt } from '../../src/wording/tell-doubt.ts'

const term = (name: string, es: string, row?: number) => {
  return { term: name, translations: { es }, said: {}, note: null, ...(row !== undefined && { row }) }
}
const GLOSSARY = [term('farm', 'granja', 2), term('queen bee', 'abeja reina', 4), term('hen', 'gallina', 5)]
const wanted = { to: 'es', glossary: GLOSSARY }
const line = { id: 3, text: 'The queen bee left the farm.' }

test('names the rows of the terms that are missing, and none of their words', () => {
  const told = tellDoubt({ line, translated: 'La reina dejó la finca.', what: TERM_MISSING }, wanted)
  expect(told).toBe(
    'Line 3: it lacks what rows 2, 4 of the glossary ask for. Edit the line in script.json where it matters.',
  )
  expect(tellDoubt({ line, translated: 'La abeja reina dejó la finca.', what: TERM_MISSING }, wanted)).toContain(
    'what row 2 of the glossary',
  )
})

test('tells any other doubt by its name, and a term without a row too', () => {
  expect(tellDoubt({ line, translated: 'x', what: 'a number is missing' }, wanted)).toBe('Line 3: a number is missing.')
  const rowless = { to: 'es', glossary: [term('farm', 'granja')] }
  expect(tellDoubt({ line, translated: 'x', what: TERM_MISSING }, rowless)).toBe(`Line 3: ${TERM_MISSING}.`)
})
