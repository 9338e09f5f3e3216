import { openLocalStores } from '../../src/stores/local/local-stores.ts'
import { temporaryFolder } from './home.ts'
import { settableClock } from './settable-clock.ts'

/** The local stores in a home of their own, and a clock to set; all of it is gone when the scope is left. */
export async function openHome() {
  const home = await temporaryFolder()
  const clock = settableClock()
  const stores = await openLocalStores(home.at('home'), clock)
  return {
    ...stores,
    home,
    clock,
    async [Symbol.asyncDispose]() {
      await stores[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}
