import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

/** One run of the program, which waits. */
export type HeldRun = {
  /** Lets it become the real program. */
  readonly release: () => void
  /** Resolves when it waits no more: released, or killed. */
  readonly gone: Promise<void>
}

export type HeldProgram = AsyncDisposable & {
  /** A search path with it in front. */
  readonly searchPath: string
  /** The next run that nobody has been given yet, as soon as it waits. */
  readonly next: () => Promise<HeldRun>
  /** How many runs have waited so far. */
  readonly count: () => number
}

/** Says over a socket that it waits, and ends well when it hears anything. */
const WAIT = `
import { connect } from 'node:net'
const socket = connect(process.argv[2])
socket.on('data', () => process.exit(0))
socket.on('close', () => process.exit(1))
socket.on('error', () => process.exit(1))
`

/** A program that waits for the test before it does its work, when it is run with a certain flag: otherwise it is the real one. */
export async function heldProgram(name: string, flag: string): Promise<HeldProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'ytdub-held-'))
  const real = process.env['PATH'] ?? ''
  const [door, wait, program] = [join(folder, 'door'), join(folder, 'wait.mjs'), join(folder, name)]
  await writeFile(wait, WAIT)
  await writeFile(
    program,
    `#!/bin/sh
PATH='${real}'
case " $* " in *' ${flag} '*) '${process.execPath}' '${wait}' '${door}' </dev/null || exit 1 ;; esac
exec ${name} "$@"
`,
  )
  await chmod(program, 0o755)

  const sockets = new Set<Socket>()
  const seats: PromiseWithResolvers<HeldRun>[] = []
  const seat = (index: number) => {
    seats[index] ??= Promise.withResolvers<HeldRun>()
    return seats[index]
  }
  let [came, given] = [0, 0]
  const server = createServer((socket) => {
    sockets.add(socket)
    const { promise: gone, resolve } = Promise.withResolvers<void>()
    socket.on('close', () => resolve())
    socket.on('error', () => {}) // It was killed: `close` follows.
    socket.resume()
    seat(came++).resolve({ release: () => void socket.write('go'), gone })
  })
  await new Promise<void>((resolve) => server.listen(door, resolve))
  return {
    searchPath: `${folder}${delimiter}${real}`,
    next: () => seat(given++).promise,
    count: () => came,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}
