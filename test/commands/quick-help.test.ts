import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

const clone = join(import.meta.dirname, '../..')
const IMPORT = /^(?:import|export)\s+(?!type\b)[^'"();]*?\bfrom\s+'([^']+)'/gm

/** What is loaded before a command can say how it is used: own files, and packages; what is imported later does not count. */
function loadedBy(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  if (!file.endsWith('.ts')) return seen
  for (const [, target = ''] of readFileSync(join(clone, file), 'utf8').matchAll(IMPORT)) {
    if (target.startsWith('.')) loadedBy(join(dirname(file), target), seen)
    else if (!target.startsWith('node:')) seen.add(target)
  }
  return seen
}

const MAIN = 'commands/main.ts'
/** The files of the table of commands. */
const FILES = [...readFileSync(join(clone, MAIN), 'utf8').matchAll(/load: .*?import\('\.\/([^']+)'\)/gs)].map(
  ([, file]) => `commands/${file}`,
)

/** A small one. Whatever else help had to load would cost more than Node.js itself. */
const PACKAGES = ['commander']
/** Each costs a millisecond, and Node.js itself forty. */
const MOST_FILES = 6

test.each([MAIN, ...FILES])('%s says how it is used without loading what it will need', (file) => {
  const loaded = [...loadedBy(file)]
  const [own, packages] = [
    loaded.filter((name) => name.endsWith('.ts')),
    loaded.filter((name) => !name.endsWith('.ts')),
  ]
  expect(packages.filter((name) => !PACKAGES.includes(name))).toEqual([])
  expect(own.length).toBeLessThanOrEqual(MOST_FILES)
})

test('what a command imports when it runs is not counted, what it imports at once is', () => {
  expect(FILES).toContain('commands/dub.ts')
  expect([...loadedBy('commands/doctor.ts')]).not.toContain('src/doctor.ts')
  expect([...loadedBy('src/config.ts')]).toEqual(expect.arrayContaining(['src/settings.ts', 'zod', 'env-paths']))
})
