import { openRecords, type Records } from '../../src/app.ts'
import { systemClock } from '../../src/clock.ts'
import type { Config } from '../../src/config.ts'
import type { Access } from '../../src/remote/ask.ts'
import { openDesk } from '../../src/remote/open-desk.ts'
import type { RemoteDesk } from '../../src/remote/remote-desk.ts'

/** The way to the service, and what is written down here. */
export type ServiceDesk = RemoteDesk & AsyncDisposable & { readonly records: Records }

/**
 * Opens the way to the service. Nothing is asked of it yet.
 * @throws {Failure} `config`, where it is not said where the service is.
 */
export async function openServiceDesk(config: Config, onSilence?: Access['onSilence']): Promise<ServiceDesk> {
  await using opened = new AsyncDisposableStack()
  const records = opened.use(await openRecords(config))
  const desk = openDesk(config, records.remoteJobs, { clock: systemClock, onSilence })
  const open = opened.move()
  return { ...desk, records, [Symbol.asyncDispose]: () => open.disposeAsync() }
}
