import { spawnSync } from 'node:child_process'
import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../src/failure.ts'

const clone = join(import.meta.dirname, '..')
const dist = join(clone, 'dist')

/**
 * Makes `dist` of the sources, for the package: Node strips no types below `node_modules`. It mirrors the clone, so that
 * what is found beside a source is found beside what became of it. A clone needs none of it and runs its sources.
 */
async function build(): Promise<void> {
  await rm(dist, { recursive: true, force: true })
  const tsc = join(clone, 'node_modules/.bin/tsc')
  const { status } = spawnSync(tsc, ['-p', 'tsconfig.build.json'], { cwd: clone, stdio: 'inherit' })
  if (status !== 0) throw new Failure('internal', `tsc could not build the package (${status}).`)
  await dropUnread(join(dist, 'src/index.d.ts'))
  for (const folder of ['src', 'commands', 'supabase/migrations']) {
    // With what stands beside the sources: pages, styles, SQL.
    await cp(join(clone, folder), join(dist, folder), { recursive: true, filter: (path) => !path.endsWith('.ts') })
  }
  const { version, type } = JSON.parse(await readFile(join(clone, 'package.json'), 'utf8'))
  await writeFile(join(dist, 'package.json'), `${JSON.stringify({ version, type })}\n`)
}

/** Keeps, of all declarations, those that the library's own lead to. */
async function dropUnread(entry: string): Promise<void> {
  const read = new Set<string>()
  const follow = async (file: string): Promise<void> => {
    if (read.has(file)) return
    read.add(file)
    const text = await readFile(file, 'utf8')
    const targets = [...text.matchAll(/(?:from |import\()["'](\.[^"']+)\.ts["']/g)]
    for (const [, target = ''] of targets) await follow(join(dirname(file), `${target}.d.ts`))
  }
  await follow(entry)
  const all = await readdir(dist, { recursive: true, withFileTypes: true })
  const declarations = all
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => path.endsWith('.d.ts'))
  for (const path of declarations) if (!read.has(path)) await rm(path)
}

await build()
