import { type App, openApp } from '../app.ts'
import type { Config } from '../config.ts'

type Shared = { readonly app: Promise<App>; users: number }

/** What is open in this process, by the configuration that it was opened with. */
const open = new Map<string, Shared>()

/**
 * The house for one job. Jobs of one configuration that go on at once share it, and so its database and what its vendors
 * allow; the last one that leaves closes it.
 */
export async function sharedApp(config: Config): Promise<{ readonly app: App } & AsyncDisposable> {
  const key = JSON.stringify(config)
  const shared = open.get(key) ?? { app: openApp(config), users: 0 }
  open.set(key, shared)
  shared.users += 1
  const leave = () => {
    shared.users -= 1
    if (shared.users === 0) open.delete(key)
    return shared.users === 0
  }
  try {
    const app = await shared.app
    return {
      app,
      async [Symbol.asyncDispose]() {
        if (leave()) await app[Symbol.asyncDispose]()
      },
    }
  } catch (error) {
    leave()
    throw error
  }
}
