// What `npm run demo` and `npm test` begin with. Plain JavaScript for the host's own Node, however old: it puts the
// clone's packages and programs in place, where they are not yet, and goes on with the clone's Node.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const clone = dirname(dirname(fileURLToPath(import.meta.url)))
const [what, ...rest] = process.argv.slice(2)

process.on('SIGINT', () => {})
await installPackages()
const node = ownNode()
await run(node, [join(clone, 'bin/ytdub'), 'setup', '--yes'])
if (what === 'demo') await demo()
else await run(node, [join(clone, 'tools/test.ts'), ...rest])

/** Runs `npm ci`, unless these very packages are installed already. */
async function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(join(clone, 'package-lock.json')))
    .digest('hex')
  const stamp = join(clone, 'node_modules/.installed-lock')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  process.stderr.write('Installing the packages of this clone (npm ci) …\n')
  const npm = process.env.npm_execpath
  if (npm) await run(process.execPath, [npm, 'ci'])
  else await run(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci'])
  writeFileSync(stamp, lock)
}

/** The clone's Node, or, on a platform that it has none for, the host's. */
function ownNode() {
  const own = join(clone, 'node_modules/.bin/node')
  return existsSync(own) ? own : process.execPath
}

async function demo() {
  const out = join(clone, 'demo')
  const dub = ['dub', 'fixtures/talk.mp3', '--lang', 'es', '--background', 'fixtures/music.mp3', '--out', 'demo']
  process.stderr.write(`\nytdub ${dub.join(' ')} --engine offline\n\n`)
  await run(node, [join(clone, 'bin/ytdub'), ...dub, '--engine', 'offline'])
  process.stdout.write(`
The results are in ${join(out, 'talk.dub')}:
  es/talk-es-full_mix.m4a    the talk in Spanish, with the music
  es/talk-es.srt             its captions
  report.html                how it fits, line by line

Try next, in this folder:
  npx ytdub dub fixtures/talk.mp3 --lang es,ca --out demo/voices    two languages at once, voices only
  npm run demo                                                      again: nothing is worked out twice
  npx ytdub jobs                                                    what has been done
  npx ytdub dub YOUR-RECORDING.mp3 --lang es                        your own
`)
}

/** Runs a program to its end. Ctrl-C goes to it as well: it decides what is finished first, and this waits for it. */
function run(program, args) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: clone, stdio: 'inherit' })
    child.on('error', (error) => {
      process.stderr.write(`${program} could not be run: ${error.message}\n`)
      process.exit(1)
    })
    child.on('exit', (status, signal) => {
      if (status !== 0) process.exit(signal ? 1 : (status ?? 1))
      resolve()
    })
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  })
}
