import { createHash } from 'node:crypto'
import type { Run } from '../../../commands/command.ts'
import { commandContext } from '../../rig/command-context.ts'
import { type FakeJob, startFakeApi, TOKEN } from '../../rig/fake-api.ts'
import { temporaryFolder } from '../../rig/home.ts'

/** A command that runs in this process and asks a fake service. */
export type Asking = {
  /** Its exit code, or what it throws. */
  readonly ended: Promise<number>
  readonly out: () => string
  readonly err: () => string
  /** What a script reads. */
  readonly events: () => readonly { readonly event: string; readonly [name: string]: unknown }[]
  /** Waits until it has said something. */
  readonly seen: (text: string) => Promise<void>
  /** Ends it as Ctrl-C would. */
  readonly leave: () => void
}

/** A fake service, and a person who has it do things without a process of their own. */
export async function openAtService() {
  const api = await startFakeApi()
  const home = await temporaryFolder()
  const start = (run: Run, args: readonly string[], options: object = {}, json = false): Asking => {
    const text = { out: '', err: '' }
    const heard = (stream: 'out' | 'err') => (part: string) => {
      text[stream] += part
    }
    const context = commandContext(
      home.path,
      { out: heard('out'), err: heard('err') },
      { json, apiUrl: api.url, supabaseUrl: api.storage.url, accessToken: TOKEN, ffmpegPath: '/none/ffmpeg' },
    )
    const left = new AbortController()
    const ended = run(args, { ...options }, { ...context, streams: { ...context.streams, closed: left.signal } })
    ended.catch(() => undefined) // Looked at when the test asks for it.
    return {
      ended,
      out: () => text.out,
      err: () => text.err,
      events: () =>
        text.out
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line)),
      async seen(part) {
        while (!(text.out + text.err).includes(part)) await new Promise((resolve) => setImmediate(resolve))
      },
      leave: () => left.abort(),
    }
  }
  return {
    api,
    home,
    start,
    theJob: (): FakeJob => [...api.jobs.values()][0]!,
    deliver: (job: FakeJob, file: string, text: string) =>
      api.deliver(job, file, text, createHash('sha256').update(text).digest('hex')),
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}
