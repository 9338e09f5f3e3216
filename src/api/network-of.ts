import { isIPv6 } from 'node:net'

/**
 * What an address is limited by: whoever has one IPv6 address has the 2⁶⁴ of its network as well (RFC 6177), so that those
 * count as one. Its port, which some proxies tell too, is another for each connection, and counts for nothing.
 */
export function networkOf(told: string): string {
  const address = /^\[(.*)\](?::\d+)?$/.exec(told)?.[1] ?? /^([^:]+):\d+$/.exec(told)?.[1] ?? told
  const [plain = ''] = address.split('%')
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1]
  if (mapped !== undefined || !isIPv6(plain)) return mapped ?? address
  const [head = '', tail] = plain.split('::')
  const before = head.split(':').filter((group) => group !== '')
  const after = tail?.split(':').filter((group) => group !== '') ?? []
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const groups = [...before, ...zeros, ...after].slice(0, 4)
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')
}
