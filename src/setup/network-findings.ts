import { access, constants } from 'node:fs/promises'
import type { Finding } from '../ports/findings.ts'
import { withoutPassword } from './setting-value.ts'

type Network = {
  readonly proxies: {
    readonly https: string | undefined
    readonly http: string | undefined
    readonly exempt: string | undefined
  }
  readonly certificates: string | undefined
  /** Addresses that are called, by the variable that each could be set by; those that are set alone. */
  readonly addresses: Readonly<Record<string, string | undefined>>
}

/** How calls leave this machine: the addresses that are not the vendors' own, proxies, certificates. Calls nobody. */
export async function networkFindings({ proxies, certificates, addresses }: Network): Promise<readonly Finding[]> {
  const set = Object.entries(addresses).flatMap(([variable, url]) => (url === undefined ? [] : [{ variable, url }]))
  return [
    addressFinding(set),
    proxyFinding(proxies, set),
    ...(certificates === undefined ? [] : [await trust(certificates)]),
  ]
}

type Address = { readonly variable: string; readonly url: string }

function addressFinding(set: readonly Address[]): Finding {
  const about = { name: 'Base URLs', engines: [] }
  if (set.length === 0) return { ...about, status: 'works', detail: 'the vendors’ own' }
  const detail = set.map(({ variable, url }) => `${variable} ${withoutPassword(url)}`).join(', ')
  const open = set.filter(({ url }) => url.startsWith('http:') && !isHere(url))
  if (open.length === 0) return { ...about, status: 'works', detail }
  const names = open.map(({ variable }) => variable).join(', ')
  return { ...about, status: 'fails', detail, hint: `Keys go there for all to read: use https in ${names}.` }
}

const LOOPBACK = /^(?:127(?:\.\d+){3}|\[::1\]|(?:.+\.)?localhost)$/

function isHere(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? ''
  const isNear = /^(?:10(?:\.\d+){3}|192\.168(?:\.\d+){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d+){2}|.+\.local)$/.test(host)
  return isNear || LOOPBACK.test(host)
}

function proxyFinding({ https, http, exempt }: Network['proxies'], set: readonly Address[]): Finding {
  const about = { name: 'Proxy', engines: [] }
  if (https === undefined && http === undefined) return { ...about, status: 'works', detail: 'none' }
  const told = Object.entries({ HTTPS_PROXY: https, HTTP_PROXY: http, NO_PROXY: exempt })
  const detail = told
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${withoutPassword(value)}`]))
    .join(', ')
  const spared = (exempt ?? '').split(/[\s,]+/)
  const caught = set.filter(({ url }) => {
    const host = URL.parse(url)?.hostname ?? ''
    return LOOPBACK.test(host) && !spared.includes('*') && !spared.some((name) => name.startsWith(host))
  })
  if (caught.length === 0) return { ...about, status: 'works', detail }
  const names = caught.map(({ variable }) => variable).join(', ')
  const hint = `${names} would be looked for by the proxy: set NO_PROXY=localhost,127.0.0.1 for servers on this machine.`
  return { ...about, status: 'fails', detail, hint }
}

/** Node.js itself only warns. */
async function trust(certificates: string): Promise<Finding> {
  const about = { name: 'Certificates', engines: [] }
  const readable = await access(certificates, constants.R_OK).then(
    () => true,
    () => false,
  )
  if (readable) return { ...about, status: 'works', detail: `NODE_EXTRA_CA_CERTS ${certificates}` }
  const hint = 'Correct NODE_EXTRA_CA_CERTS, or leave it out.'
  return { ...about, status: 'fails', detail: `NODE_EXTRA_CA_CERTS ${certificates} cannot be read`, hint }
}
