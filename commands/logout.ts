import { systemClock } from '../src/clock.ts'
import type { Command } from './command.ts'
import { DONE } from './terminal/exit-codes.ts'

export const logout: Command = {
  define: (command) =>
    command.addHelpText(
      'after',
      '\nExample:\n  ytdub logout\n\nOther machines that you are signed in on stay signed in.',
    ),

  async run(_args, _options, { streams, manner, config }) {
    const { openSession } = await import('../src/remote/session/open-session.ts')
    const { wasTold } = await openSession(config, systemClock).signOut()
    if (manner.json) streams.out(`${JSON.stringify({ signed_in: false, server_told: wasTold })}\n`)
    else if (!manner.quiet) streams.err(`${said(wasTold)}\n`)
    if (config.accessToken !== undefined) {
      streams.err('Note: YTDUB_ACCESS_TOKEN is set. As long as it is, it is used.\n')
    }
    return DONE
  },
}

function said(wasTold: boolean | null): string {
  if (wasTold === null) return 'Nobody was signed in.'
  if (wasTold) return 'Signed out.'
  return 'Signed out here. The server could not be told: there the session lasts until it runs out by itself.'
}
