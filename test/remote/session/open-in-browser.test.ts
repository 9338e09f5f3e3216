import { chmod, readFile, writeFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { openInBrowser } from '../../../src/remote/session/open-in-browser.ts'
import { temporaryFolder } from '../../rig/home.ts'

afterEach(() => vi.unstubAllEnvs())

test.each([
  ['linux', 'xdg-open', []],
  ['freebsd', 'xdg-open', []],
  ['darwin', 'open', []],
  ['win32', 'rundll32', ['url.dll,FileProtocolHandler']],
] as const)('on %s %s is given the address as one argument', async (platform, program, before) => {
  await using home = await temporaryFolder()
  await writeFile(
    home.at(program),
    `#!/bin/sh\nprintf '%s\\n' "$@" > '${home.at('new')}' && mv '${home.at('new')}' '${home.at('said')}'\n`,
  )
  await chmod(home.at(program), 0o755)
  vi.stubEnv('PATH', [home.path, process.env['PATH']].join(delimiter))
  const address = 'http://x/authorize?a=1&b=$(touch bad);`touch bad`#"\''
  expect(await openInBrowser(address, platform)).toBe(true)
  await expect
    .poll(() => readFile(home.at('said'), 'utf8').catch(() => undefined))
    .toBe([...before, address, ''].join('\n'))
})

test('where no such program is it says so', async () => {
  vi.stubEnv('PATH', '/nowhere')
  expect(await openInBrowser('http://x', 'linux')).toBe(false)
})
