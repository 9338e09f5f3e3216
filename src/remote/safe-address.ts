import { Failure } from '../failure.ts'

/**
 * An address that tokens and passwords are sent to, without slashes at its end.
 * @param named the variable and the setting that it comes from
 * @param plainHttp whether the person has said that the network on the way may read along
 * @throws {Failure} `config`, where it is not encrypted and leads to another machine.
 */
export function safeAddress(
  address: string,
  named: { readonly variable: string; readonly setting: string },
  plainHttp = false,
): string {
  const { protocol, hostname } = new URL(address)
  if (protocol === 'https:' || plainHttp || isLoopback(hostname)) return address.replace(/\/+$/, '')
  throw new Failure(
    'config',
    `${named.variable} begins with http://: whoever is on the way to it could sign in as you.`,
    {
      hint: `Set ${named.variable}, or ${named.setting} in the configuration file, to its https:// address. In a network of your own that you trust: YTDUB_PLAIN_HTTP=true`,
    },
  )
}

function isLoopback(hostname: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[::1\]|(?:.+\.)?localhost)$/.test(hostname)
}
