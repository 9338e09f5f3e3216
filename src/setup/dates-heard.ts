import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Clock } from '../clock.ts'

export type DatesHeard = Disposable & {
  /** Seconds by which this machine's clock is ahead of the last answer's, behind where negative; undefined without any. */
  readonly ahead: () => number | undefined
}

/** How undici, and with it fetch, tells of every answer: https://github.com/nodejs/undici/blob/main/docs/docs/api/DiagnosticsChannel.md */
const CHANNEL = 'undici:request:headers'

type Heard = {
  readonly request: { readonly origin?: unknown }
  /** Names and values in turn. */
  readonly response: { readonly headers: readonly Buffer[] }
}

/** Listens to the `Date` of what these servers answer meanwhile, whoever asks them: no call is made for it. */
export function hearDates(servers: readonly string[], clock: Clock): DatesHeard {
  const origins = new Set(servers.flatMap((server) => URL.parse(server)?.origin ?? []))
  let ahead: number | undefined
  const hear = (message: unknown) => {
    const { request, response } = message as Heard
    if (!origins.has(String(request.origin))) return
    const told = Date.parse(dateIn(response.headers))
    if (!Number.isNaN(told)) ahead = (clock.now() - told) / 1000
  }
  subscribe(CHANNEL, hear)
  return { ahead: () => ahead, [Symbol.dispose]: () => void unsubscribe(CHANNEL, hear) }
}

function dateIn(headers: readonly Buffer[]): string {
  const at = headers.findIndex((name, index) => index % 2 === 0 && name.toString('latin1').toLowerCase() === 'date')
  return at === -1 ? '' : (headers[at + 1]?.toString('latin1') ?? '')
}
