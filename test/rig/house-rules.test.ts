import { describe, expect, test } from 'vitest'
import {
  circles,
  codeLike,
  longFiles,
  longFunctions,
  packageOutside,
  uphillImports,
  valuesFrom,
} from './house-rules.ts'
import { ANY, BARE_ERROR, CONSOLE, ENVIRONMENT, ROOMS, TIME } from './house-table.ts'
import { functionsIn, importsOf } from './read-code.ts'

describe('the alarms ring', () => {
  const source = (text: string, file = 'src/dub/x.ts') => new Map([[file, text]])

  test.each([
    ["import { a } from '../pipeline/run.ts'"],
    ["import type { A } from '../pipeline/run.ts'"],
    ["import {\n  a,\n  type B,\n} from '../pipeline/run.ts'"],
    ["export * from '../pipeline/run.ts'"],
    ["export { a } from '../pipeline/run.ts'"],
    ["import '../pipeline/run.ts'"],
    ["const { a } = await import('../pipeline/run.ts')"],
    ["type A = import('../pipeline/run.ts').A"],
    [`const text = \`$\{await import('../pipeline/run.ts')}\``],
  ])('for an uphill import written as %s', (text) => {
    const found = uphillImports(source(text), ROOMS)
    expect(found).toEqual(['src/dub/x.ts -> src/pipeline/run.ts: src/dub may not import src/pipeline'])
  })

  test.each([
    ["// import { a } from '../pipeline/run.ts'"],
    ["/* from '../pipeline/run.ts' */"],
    ['const text = "import { a } from \'../pipeline/run.ts\'"'],
    ["const text = `import('../pipeline/run.ts')`"],
    ["import { Failure } from '../failure.ts'"],
    ["import { z } from 'zod'"],
  ])('and not for %s', (text) => {
    expect(uphillImports(source(text), ROOMS)).toEqual([])
  })

  test('for rooms that stand side by side, and for a room nobody has drawn', () => {
    const media = "import { x } from '../providers/registry.ts'"
    expect(uphillImports(source(media, 'src/media/x.ts'), ROOMS)).toHaveLength(1)
    expect(uphillImports(source("import '../dub/x.ts'", 'src/attic/x.ts'), ROOMS)).toHaveLength(1)
    expect(uphillImports(source("import '../attic/x.ts'", 'src/dub/x.ts'), ROOMS)).toHaveLength(1)
    expect(uphillImports(source("import '../app.ts'", 'src/jobs/x.ts'), ROOMS)).toHaveLength(1)
    expect(uphillImports(source("import '../src/app.ts'", 'commands/x.ts'), ROOMS)).toEqual([])
  })

  test('for a value taken where only types may be', () => {
    const sources = new Map([
      ['commands/a.ts', "import { JOB_STATES } from '../src/ports/jobs.ts'"],
      ['commands/b.ts', "import type { Job } from '../src/ports/jobs.ts'"],
    ])
    expect(valuesFrom(sources, 'commands', ['src/ports'])).toEqual([
      'commands/a.ts -> src/ports/jobs.ts: only its types',
    ])
  })

  test('for circles of types, over any number of files, with all of them named', () => {
    const sources = new Map([
      ['src/a.ts', "import type { B } from './b.ts'"],
      ['src/b.ts', "export type B = import('./c.ts').C"],
      ['src/c.ts', "import { a } from './a.ts'"],
      ['src/d.ts', "import { a } from './a.ts'"],
    ])
    expect(circles(sources)).toEqual(['src/a.ts -> src/b.ts -> src/c.ts -> src/a.ts'])
    expect(circles(source("import { x } from './x.ts'"))).toEqual(['src/dub/x.ts -> src/dub/x.ts'])
    sources.delete('src/c.ts')
    expect(circles(sources)).toEqual([])
  })

  test('for a package out of its place', () => {
    const taken = [
      "import Sqlite from 'better-sqlite3'",
      "await import('better-sqlite3')",
      "require('better-sqlite3/build')",
    ]
    for (const text of taken) {
      expect(packageOutside(source(text), 'better-sqlite3', ['src/stores/local'])).toEqual([
        'src/dub/x.ts -> better-sqlite3',
      ])
    }
    expect(packageOutside(source(taken[0]!, 'src/stores/local/x.ts'), 'better-sqlite3', ['src/stores/local'])).toEqual(
      [],
    )
    const cli = "createRequire(import.meta.url)('cli-progress') as typeof import('cli-progress')"
    expect(importsOf(cli).map(({ target }) => target)).toEqual(['cli-progress', 'cli-progress'])
  })

  test.each([
    [
      'any',
      ANY,
      ['const a: any = 1', 'x as any', 'Array<any>', 'let b: any[]', '(a: string | any) => a'],
      ['AbortSignal.any(x)', 'many', '// any', "'any'", 'fc.anything()', '{ any: 1 }'],
    ],
    [
      'a bare error',
      BARE_ERROR,
      ["throw new Error('x')", 'reject(new Error(text))'],
      ["new Failure('x')", 'new TypeError(1)', 'instanceof Error', "'new Error('"],
    ],
    [
      'the environment',
      ENVIRONMENT,
      ['process.env.HOME', "process['env']", 'const { env } = process', 'const { platform, env: e } = process'],
      ['process.pid', 'NodeJS.ProcessEnv', 'const { platform } = process', '// process.env'],
    ],
    [
      'the time',
      TIME,
      ['Date.now()', 'new Date()', 'new Date', 'new Date( )', 'performance.now()', 'process.hrtime()'],
      ['new Date(job.at)', 'clock.now()', "'Date.now()'"],
    ],
    ['the console', CONSOLE, ['console.log(1)', 'console . error()'], ['streams.out(1)', '/* console.log */']],
  ] as const)('for %s', (_what, alarm, rings, keepsQuiet) => {
    for (const text of rings) expect([text, codeLike(source(text), alarm).length]).toEqual([text, 1])
    for (const text of keepsQuiet) expect([text, codeLike(source(text), alarm)]).toEqual([text, []])
    expect(codeLike(source(rings[0]), alarm, ['src/dub'])).toEqual([])
    expect(codeLike(source(`\n\n${rings[0]}`), alarm)[0]).toMatch(/^src\/dub\/x\.ts:3: /)
  })

  test('for long files', () => {
    expect(longFiles(source('a\n'.repeat(300)), 300)).toEqual([])
    expect(longFiles(source('a\n'.repeat(301)), 300)).toEqual(['src/dub/x.ts: 301 lines'])
  })

  test.each([
    ['function', 'function f(a: string): string {', '}'],
    ['function with a type of braces', 'async function f({ a, b }: { a: 1 }): Promise<{ b: 2 }> {', '}'],
    ['function that gives a literal type', 'function f(): { readonly a: () => void } {', '}'],
    ['generator', 'export async function* f() {', '}'],
    ['method', 'const x = { async f(a, b) {', '} }'],
    ['getter', 'class X { get f() {', '} }'],
    ['arrow', 'const f = (a = { b: 1 }) => {', '}'],
    ['arrow of one name', 'list.map(each => {', '})'],
    ['arrow with a type', 'const f = async (a: A): Promise<B> => {', '}'],
  ])('for a long %s', (_what, head, tail) => {
    const text = `${head}\n${"  if (a) { b(')}') } // }\n".repeat(60)}${tail}`
    expect(functionsIn(text)).toContainEqual({ line: 1, lines: 62 })
    expect(longFunctions(source(text), 60)[0]).toBe('src/dub/x.ts:1: 62 lines')
    expect(longFunctions(source(text), 62)).toEqual([])
  })

  test('and not for long loops, objects and types', () => {
    for (const head of [
      'if (a) {',
      'for (const a of b) {',
      'for await (const a of b) {',
      'while (a) {',
      'const a = {',
      'type A = {',
    ]) {
      expect(longFunctions(source(`${head}\n${'  b,\n'.repeat(70)}}`), 60)).toEqual([])
    }
  })

  test('also behind patterns and texts that look like code', () => {
    const odd = [
      'const a = /[/"\'`{(]/g',
      `const b = \`a $\{c ? \`{$\{d}\` : "}"} {\``,
      "const e = 'it\\'s {'",
      'const f = 4 / 2 / 1',
    ].join('\n')
    expect(functionsIn(`${odd}\nfunction g() {\n}`)).toEqual([{ line: 5, lines: 2 }])
  })
})
