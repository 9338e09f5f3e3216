import { spawn } from 'node:child_process'

/**
 * Opens an address in the person's browser, by the program that the system has for it, without a shell: the address is one
 * argument. The browser goes on when ytdub has ended.
 * @returns whether that program was started.
 */
export async function openInBrowser(address: string, platform: NodeJS.Platform = process.platform): Promise<boolean> {
  const [program, ...before] = OPENERS[platform] ?? ['xdg-open']
  const child = spawn(program, [...before, address], { detached: true, stdio: 'ignore', windowsHide: true })
  child.unref()
  return new Promise((resolve) => {
    child.once('spawn', () => resolve(true))
    child.once('error', () => resolve(false))
  })
}

const OPENERS: { readonly [platform in NodeJS.Platform]?: readonly [string, ...string[]] } = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
}
