import { createServer } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { setTimeout as wait } from 'node:timers/promises'
import { openDoor } from './doors.ts'
import type { EmulatedVendor, Emulator, EmulatorOptions } from './emulated.ts'
import { misbehaviour } from './misbehaviour.ts'
import { type Desk, reception } from './reception.ts'
import { underWay } from './under-way.ts'

export type * from './emulated.ts'

const CLIENTS_NOTICE_MS = 20

/** Starts a server on loopback that answers as a vendor does, remembers what it was asked, and misbehaves when told to. */
export async function startEmulator(vendor: EmulatedVendor, options: EmulatorOptions = {}): Promise<Emulator> {
  const closing = new AbortController()
  const rules = misbehaviour(options.seed ?? 1)
  const under = underWay()
  const calls: Desk['calls'] = []
  const latency = { stt: 0, llm: 0, tts: 0, models: 0 }
  const shutFor = (ms: number) => {
    const door = emulator.shut()
    setTimeout(() => void door.then((shut) => shut[Symbol.asyncDispose]()), ms).unref()
  }
  const { request, upgrade } = reception({
    vendor,
    options,
    rules,
    under,
    calls,
    latency,
    closing: closing.signal,
    shutFor,
  })
  const doors = [await openDoor(createServer(request).on('upgrade', upgrade), options.port ?? 0)]
  if (options.tls) {
    const second = createSecureServer(options.tls, request).on('upgrade', upgrade)
    const opened = openDoor(second, options.tls.port ?? 0)
    await opened.catch(() => doors[0]!.close())
    doors.push(await opened)
  }

  let shutters = 0
  const emulator: Emulator = {
    url: `http://${doors[0]!.address}`,
    secureUrl: doors[1] && `https://${doors[1].address}`,
    calls,
    usd: () => calls.reduce((sum, { usd }) => sum + usd, 0),
    misbehave: rules.add,
    behave: rules.clear,
    latency,
    busiest: under.busiest,
    async shut() {
      shutters++
      for (const door of doors) door.shut()
      await wait(CLIENTS_NOTICE_MS) // A client that has not seen yet that its idle connection is gone would be reset.
      return {
        async [Symbol.asyncDispose]() {
          shutters--
          if (shutters === 0 && !closing.signal.aborted) await Promise.all(doors.map((door) => door.open()))
        },
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort()
      await Promise.all(doors.map((door) => door.close()))
    },
  }
  return emulator
}
