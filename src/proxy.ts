import http from 'node:http'
import https from 'node:https'

type Proxies = {
  readonly https: string | undefined
  readonly http: string | undefined
  /** Hosts that are called without, with commas between them. */
  readonly exempt: string | undefined
}

/**
 * Has everything that this process calls go through the proxies: what uses fetch (SDKs, Supabase) and what uses Node's own
 * requests (uploads, sockets). Node.js would do it by itself with NODE_USE_ENV_PROXY, which nobody knows of before.
 */
export async function useProxies({ https: secure, http: plain, exempt }: Proxies): Promise<void> {
  // As undici has it: the one of http serves https too, where that has none of its own.
  const proxyEnv = {
    ...((secure ?? plain) !== undefined && { HTTPS_PROXY: secure ?? plain }),
    ...(plain !== undefined && { HTTP_PROXY: plain }),
    ...(exempt !== undefined && { NO_PROXY: exempt }),
  }
  http.globalAgent = new http.Agent({ ...USUAL, proxyEnv })
  https.globalAgent = new https.Agent({ ...USUAL, proxyEnv })
  const { EnvHttpProxyAgent, setGlobalDispatcher } = await import('undici')
  setGlobalDispatcher(
    new EnvHttpProxyAgent({
      proxyTunnel: false, // For http alone: many proxies open tunnels to port 443 and no other.
      ...(secure !== undefined && { httpsProxy: secure }),
      ...(plain !== undefined && { httpProxy: plain }),
      ...(exempt !== undefined && { noProxy: exempt }),
    }),
  )
}

/** As Node.js makes its own: https://nodejs.org/api/http.html#httpglobalagent */
const USUAL = { keepAlive: true, scheduling: 'lifo', timeout: 5000 } as const
