import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'

/** A page as a person has it open, and what went wrong in it: errors, and what it asked of the network. */
export type Opened = AsyncDisposable & { readonly page: Page; readonly troubles: readonly string[] }

type Look = {
  readonly width?: number
  readonly colours?: 'light' | 'dark'
  readonly scripts?: boolean
}

/** `place` is a file, or the address of a page that a server of the test has; from elsewhere nothing may be asked for. */
export type RealBrowser = AsyncDisposable & { readonly open: (place: string, look?: Look) => Promise<Opened> }

/** The machine's own Chromium, without a window. */
export async function openBrowser(): Promise<RealBrowser> {
  // As root, as in containers, Chromium starts only without its sandbox; it is shown nothing but pages made here.
  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', ...MICROPHONE] })
  return {
    open: (place, look) => openPage(browser, place, look),
    [Symbol.asyncDispose]: () => browser.close(),
  }
}

/** One that hums, and that a page may use without asking. */
const MICROPHONE = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream']

async function openPage(
  browser: Browser,
  place: string,
  { width = 1400, colours = 'light', scripts = true }: Look = {},
): Promise<Opened> {
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: colours,
    javaScriptEnabled: scripts,
  })
  const address = place.startsWith('http:') ? place : pathToFileURL(place).href
  const { origin } = new URL(address)
  const troubles: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  page.on('pageerror', (error) => troubles.push(String(error)))
  page.on('request', (request) => {
    if (!/^(?:file|data):/.test(request.url()) && new URL(request.url()).origin !== origin)
      troubles.push(`asked for ${request.url()}`)
  })
  await page.goto(address)
  return { page, troubles, [Symbol.asyncDispose]: () => page.close() }
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome']

function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram)
  if (found === undefined) throw new Error('The report is tested in Chromium, which is not here: apt install chromium')
  return found
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false // Not in this folder.
  }
}
