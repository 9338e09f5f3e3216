import { join } from 'node:path'
import type { Context } from '../../commands/command.ts'

/** What a command is given that is run in the test's own process, with nobody at the terminal. `home` is its only folder. */
export function commandContext(
  home: string,
  { out, err }: Pick<Context['streams'], 'out' | 'err'>,
  { json = false, ...config }: Partial<Context['config']> & { readonly json?: boolean } = {},
): Context {
  return {
    streams: {
      out,
      err,
      closed: new AbortController().signal,
      animated: false,
      interactive: false,
      columns: 80,
      color: { out: false, err: false },
    },
    manner: { json, quiet: false, verbose: false },
    config: {
      home,
      folder: home,
      searchPath: process.env['PATH'] ?? '',
      warnings: [],
      sources: {},
      ownFile: join(home, 'config.json'),
      proxies: { https: undefined, http: undefined, exempt: undefined },
      certificates: undefined,
      unattended: true, // Opens no browser.
      noColor: true,
      ...config,
    },
  }
}
