import { createServer } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { openDoor } from './doors.ts'
import type { Fault } from './faults.ts'
import { misbehaviour, type When } from './misbehaviour.ts'
import { receiveWith, type SupabaseReception } from './supabase-reception.ts'
import type { CutRequest, SupabaseEmulator, SupabasePart, SupabaseServerOptions } from './supabase-server-types.ts'

const CLIENTS_NOTICE_MS = 20

/** Opens one door of a Supabase project on loopback; `serve` adds the services behind it. Bodies are never held whole. */
export async function openSupabaseServer(
  options: SupabaseServerOptions = {},
): Promise<SupabaseEmulator & { readonly serve: (part: SupabasePart) => void }> {
  const closing = new AbortController()
  const rules = misbehaviour(options.seed ?? 1)
  const cuts: CutRequest[] = []
  const calls: SupabaseReception['calls'] = []
  const parts: SupabasePart[] = []
  const receive = receiveWith({
    parts,
    rules,
    cuts,
    calls,
    onCall: options.onCall,
    latency: () => server.latency,
    closing: closing.signal,
    shutFor(ms) {
      const shut = server.shut()
      setTimeout(() => void shut.then((until) => until[Symbol.asyncDispose]()), ms).unref()
    },
  })
  const door = await openDoor(createServer(receive), options.port ?? 0)
  let shutters = 0
  const server = {
    url: `http://${door.address}`,
    calls,
    latency: 0,
    serve: (part: SupabasePart) => void parts.push(part),
    misbehave: (fault: Fault, when?: Omit<When, 'body'>) => rules.add(fault, when),
    cut: (when: CutRequest) => void cuts.push(when),
    behave() {
      rules.clear()
      cuts.length = 0
    },
    async shut() {
      shutters++
      door.shut()
      await wait(CLIENTS_NOTICE_MS) // A client that has not seen yet that its idle connection is gone would be reset.
      return {
        async [Symbol.asyncDispose]() {
          shutters--
          if (shutters === 0 && !closing.signal.aborted) await door.open()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      await door.close()
    },
  }
  return server
}
