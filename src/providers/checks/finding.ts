import { Failure } from '../../failure.ts'
import type { Finding } from '../../ports/findings.ts'
import type { VendorAccount, VendorCalls } from '../calls/vendor-account.ts'

/** What came of trying something: what it says of itself, or why it failed. */
export async function findingOf(
  about: Pick<Finding, 'name' | 'engines'>,
  tried: () => Promise<string>,
): Promise<Finding> {
  try {
    return { ...about, status: 'works', detail: await tried() }
  } catch (error) {
    const { message, hint } = Failure.from(error)
    return { ...about, status: 'fails', detail: message, hint }
  }
}

/** Calls that are made once: who asks how things are does not want to wait until they are better. `seconds` for each. */
export function onlyOnce(
  { vendor, troubleOf }: Pick<VendorAccount, 'vendor' | 'troubleOf'>,
  seconds: number,
): VendorCalls {
  return async ({ what, signal }, attempt) => {
    try {
      return await attempt(AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]))
    } catch (error) {
      if (error instanceof Failure) throw error
      const trouble = troubleOf(error)
      if (trouble === undefined) throw error
      const why = trouble.what || (trouble.status === undefined ? trouble.kind : `HTTP ${trouble.status}`)
      throw new Failure('vendor', `${vendor} gives no answer for ${what} (${why}).`, { cause: error })
    }
  }
}
