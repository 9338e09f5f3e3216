import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** A machine that holds nothing but what a test puts there. */
export type FakeMachine = AsyncDisposable & {
  readonly searchPath: string
  readonly dataFolders: readonly string[]
  readonly path: (...names: string[]) => string
  /** Puts a program there: a script of /bin/sh. `$BIN` and `$SHARE` stand for its folders, `$LOG` for its diary. */
  readonly program: (name: string, script?: string) => Promise<void>
  readonly data: (...names: string[]) => Promise<void>
  /** What the programs wrote into the diary. */
  readonly diary: () => Promise<string[]>
}

/** All that dubbing into Spanish and Catalan needs. */
export const ALL_DATA = [
  'pocketsphinx/model/en-us/en-us/mdef',
  'apertium/modes/eng-spa.mode',
  'apertium/modes/eng-cat.mode',
]
export const ALL_PROGRAMS = {
  ffmpeg: 'echo "ffmpeg version 7.0.2-static Copyright (c)"',
  ffprobe: 'echo ffprobe',
  pocketsphinx_continuous: 'exit 1',
  'espeak-ng': 'echo "eSpeak NG text-to-speech: 1.52.0  Data at: /x"',
  apertium: 'echo "Apertium 3.9.4"',
}

/** What a package manager's script does to install everything. */
export const INSTALL_ALL = [
  ...Object.keys(ALL_PROGRAMS).map((name) => `printf '#!/bin/sh\\n' > "$BIN/${name}"; chmod +x "$BIN/${name}"`),
  ...ALL_DATA.map((path) => `mkdir -p "$SHARE/${dirname(path)}"; : > "$SHARE/${path}"`),
].join('\n')

export async function fakeMachine(): Promise<FakeMachine> {
  const root = await mkdtemp(join(tmpdir(), 'ytdub-machine-'))
  const [bin, share, log] = [join(root, 'bin'), join(root, 'share'), join(root, 'log')]
  await Promise.all([mkdir(bin), mkdir(share)])
  const head = `#!/bin/sh\nBIN='${bin}' SHARE='${share}' LOG='${log}'\n`
  return {
    searchPath: bin,
    dataFolders: [share],
    path: (...names) => join(root, ...names),
    async program(name, script = ':') {
      await writeFile(join(bin, name), `${head}${script}\n`)
      await chmod(join(bin, name), 0o755)
    },
    async data(...names) {
      for (const name of names) {
        await mkdir(dirname(join(share, name)), { recursive: true })
        await writeFile(join(share, name), '')
      }
    },
    async diary() {
      const text = await readFile(log, 'utf8').catch(() => '')
      return text.split('\n').filter((line) => line !== '')
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  }
}

/** A machine on which everything is installed. */
export async function fullMachine(): Promise<FakeMachine> {
  const machine = await fakeMachine()
  for (const [name, script] of Object.entries(ALL_PROGRAMS)) await machine.program(name, script)
  await machine.data(...ALL_DATA)
  return machine
}
