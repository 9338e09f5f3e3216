/** Milliseconds: longer than any deadline of ours, which is what ends a call. */
const NEVER_FIRST = 3_600_000

let allowed: Promise<void> | undefined

/**
 * Lets calls take as long as their deadlines say. Node's fetch gives up after 300 s without headers, or without a byte of
 * the body (undici's headersTimeout and bodyTimeout), and an SDK cannot ask for more; a long recording takes more. Await it
 * before the first call; it is done once per process.
 */
export function allowLongCalls(): Promise<void> {
  allowed ??= raiseTimeouts()
  return allowed
}

async function raiseTimeouts(): Promise<void> {
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici')
  // Through the proxies of the environment, where there are any: this takes the place of whatever heeded them before.
  const options = { headersTimeout: NEVER_FIRST, bodyTimeout: NEVER_FIRST, proxyTunnel: false }
  setGlobalDispatcher(new EnvHttpProxyAgent(options))
}
