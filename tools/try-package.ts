import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { loadConfig } from '../src/config.ts'
import { Failure } from '../src/failure.ts'

const clone = join(import.meta.dirname, '..')

/** Makes the package, as it would be published. @returns the tarball's path. */
export async function pack(into: string): Promise<string> {
  const bin = join(clone, 'node_modules/.bin') // The clone's Node: npm's own may be too old to build with.
  await runIn(clone, [bin], ['npm', 'pack', '--silent', '--pack-destination', into], 'ignore')
  const [name = ''] = (await readdir(into)).filter((each) => each.endsWith('.tgz'))
  return join(into, name)
}

/** Installs the package of this clone into an empty place with each version of Node, and dubs the fixture there. */
async function tryOn(versions: readonly string[]): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-package-'))
  try {
    const tarball = await pack(folder)
    for (const version of versions) {
      const place = join(folder, version)
      const node = `node-${process.platform}-${process.arch}`
      await mkdir(place)
      await runIn(place, [], ['npm', 'install', '--no-save', '--prefix', place, `${node}@${version}`])
      const path = [join(place, 'bin'), join(place, 'node_modules', node, 'bin')]
      await runIn(place, path, ['node', '--version'])
      await runIn(place, path, ['npm', 'install', '--global', '--prefix', place, tarball])
      const talk = join(clone, 'fixtures/talk.mp3')
      await runIn(place, path, ['ytdub', 'dub', talk, '--lang', 'es', '--engine', 'offline', '--out', place])
      await runIn(place, path, ['ytdub', 'jobs'])
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

type Words = readonly string[]

/** Runs a program in a folder, with these folders first on its search path. `env` sets what it alone is to see. */
async function runIn(folder: string, path: Words, words: Words, out: 'inherit' | 'ignore' = 'inherit'): Promise<void> {
  const { searchPath } = await loadConfig()
  const own = [`PATH=${[...path, searchPath].join(delimiter)}`, `YTDUB_HOME=${join(folder, 'home')}`]
  const { status } = spawnSync('env', ['-C', folder, ...own, ...words], { stdio: ['ignore', out, 'inherit'] })
  if (status !== 0) throw new Failure('internal', `${words.join(' ')} ended with ${status}.`)
}

if (import.meta.main) await tryOn(process.argv.slice(2))
