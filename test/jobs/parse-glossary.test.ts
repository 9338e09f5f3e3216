import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseGlossary as parsed } from '../../src/jobs/parse-glossary.ts'

/** The terms, without their rows. */
const parseGlossary = (text: string, file: string) => parsed(text, file).map((each) => ({ ...each, row: undefined }))

const term = (name: string, more: object = {}) => ({ term: name, translations: {}, said: {}, note: null, ...more })

describe('a glossary', () => {
  test('has a translation for every language, and notes', () => {
    expect(parseGlossary('term,translation,note\nserver,servidor,a machine\nrepo,,what code is in\n', 'g.csv')).toEqual(
      [
        term('server', { translations: { '*': 'servidor' }, note: 'a machine' }),
        term('repo', { note: 'what code is in' }),
      ],
    )
  })

  test('has a column for each language, in any order and case', () => {
    expect(parseGlossary('Note,pt-br,TERM,es\nx,servidor,server,el servidor', 'g.csv')).toEqual([
      term('server', { translations: { 'pt-BR': 'servidor', es: 'el servidor' }, note: 'x' }),
    ])
  })

  test('keeps terms as they are', () => {
    expect(parseGlossary('term,es,keep\nGitHub,,yes\nserver,servidor,no\nnpm,,X', 'g.csv')).toEqual([
      term('GitHub', { translations: { '*': 'GitHub' } }),
      term('server', { translations: { es: 'servidor' } }),
      term('npm', { translations: { '*': 'npm' } }),
    ])
  })

  test('says how terms are written for a voice', () => {
    expect(parseGlossary('term,say,say:es,say: pt-BR\nSQL,sequel,ese cu ele,', 'g.csv')).toEqual([
      term('SQL', { said: { '*': 'sequel', es: 'ese cu ele' } }),
    ])
  })

  test.for([
    ['commas', 'term,es\r\n"a, b",x\r\n'],
    ['semicolons', '\uFEFFterm;es\r\n"a, b";x\r\n'],
    ['tabs', 'term\tes\na, b\tx\n'],
    ['a line that names the separator', 'sep=;\r\nterm;es\r\na, b;x\r\n'],
    ['blanks around cells', ' term , es \n "a, b" , x \n'],
    ['empty lines and a separator at the end', 'term;es;\n\n;;\na, b;x;\n\n'],
  ] as const)('is read as spreadsheets write it: %s', ([, text]) => {
    expect(parseGlossary(text, 'g.csv')).toEqual([term('a, b', { translations: { es: 'x' } })])
  })

  test('may hold quotes and line breaks in cells', () => {
    expect(parseGlossary('term,note\n"the ""cloud""","one\ntwo"', 'g.csv')).toEqual([
      term('the "cloud"', { note: 'one two' }),
    ])
  })

  test('tells in which row each term stands, the header and empty rows counted', () => {
    expect(parsed('term,es\na,b\n\nc,d', 'g.csv').map((each) => [each.term, each.row])).toEqual([
      ['a', 2],
      ['c', 4],
    ])
  })

  test('may have words alone, so that they are heard rightly', () => {
    expect(parseGlossary('term\nKubernetes\netcd', 'g.csv')).toEqual([term('Kubernetes'), term('etcd')])
    expect(parseGlossary('term\n', 'g.csv')).toEqual([])
  })

  test('keeps terms apart that only capitals inside tell apart', () => {
    expect(parseGlossary('term\nIT\nit', 'g.csv')).toHaveLength(2)
  })
})

describe('a mistake is told with its row, its column and the mend', () => {
  test.for([
    ['', 'row 1: there is no header', 'term,translation'],
    ['\n\n', 'row 1: there is no header', 'term,translation'],
    ['farm,granja', 'row 1: the first row must name the columns, and one of them "term"', 'term,translation'],
    ['term,translation\nfarm,granja\nhen,', 'row 3, column "translation": the translation is empty', 'keep'],
    ['term,es,fr,keep\nhen,,,no', 'row 2, column "es": the translation is empty', 'note'],
    ['term,english\na,b', 'row 1, column "english": there is no such column', 'pt-BR'],
    ['es,note\na,b', 'row 1: the first row must name the columns', 'Known are'],
    ['term,es,ES\na,b,c', 'row 1, column "ES": the column is there twice', 'one of the two'],
    ['term,es\n,x', 'row 2, column "term": the term is empty', 'Write the term'],
    ['term,es\na,b\n\na,c', 'row 4, column "term": "a" is in row 2 already', 'one of the two'],
    ['term\nServer\nserver', 'row 3, column "term": "server" is in row 2 already', 'one of the two'],
    ['term,keep\na,maybe', 'row 2, column "keep": "maybe" is neither yes nor no', 'yes'],
    ['term,es,keep\na,b,yes', 'row 2, column "keep": the term is to be kept and has a translation too', 'Empty one'],
    ['term,es\na,b,c', 'row 2: there are 3 cells under 2 columns', '"quotes"'],
    ['term,es\n"a,b\nc,d', 'the quotes do not match', 'quote'],
    ['term,es\na,b\n"c" d,e', 'row 3: the quotes do not match', 'quote'],
  ] as const)('%j', ([text, message, hint]) => {
    expect(() => parseGlossary(text, 'my terms.csv')).toThrow(
      expect.objectContaining({
        code: 'input',
        message: expect.stringMatching(/^"my terms\.csv", /),
        hint: expect.stringContaining(hint),
      }),
    )
    expect(() => parseGlossary(text, 'g.csv')).toThrow(message)
  })
})

test('whatever is written into cells comes back', () => {
  const cell = fc
    .stringMatching(/^[^\s\p{Cc}]([^\p{Cc}]*[^\s\p{Cc}])?$/u)
    .map((text) => text.normalize('NFC').replace(/\s+/g, ' '))
  const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
  const rows = fc.uniqueArray(fc.tuple(cell, cell), { selector: ([name]) => name.toLowerCase() })
  fc.assert(
    fc.property(rows, fc.constantFrom(',', ';', '\t'), (cells, separator) => {
      const table = [['term', 'es'], ...cells].map((row) => row.map(quoted).join(separator)).join('\r\n')
      expect(parseGlossary(table, 'g.csv')).toEqual(cells.map(([name, es]) => term(name, { translations: { es } })))
    }),
  )
})

test('nothing that is no glossary breaks it', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `term,es\n${text}`),
      ),
      (text) => {
        try {
          parseGlossary(text, 'g.csv')
        } catch (error) {
          expect(error).toMatchObject({ code: 'input', hint: expect.any(String) })
        }
      },
    ),
  )
})
