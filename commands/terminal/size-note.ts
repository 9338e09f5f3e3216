import type { Housekeeping } from '../../src/ports/housekeeping.ts'
import { DEFAULTS } from '../../src/settings.ts'
import type { Context } from '../command.ts'
import { byteCount } from './byte-count.ts'
import { printable } from './styled.ts'

const GB = 1e9

/** Says so where the data folder takes more than the setting `homeLimit` allows, and what makes room. */
export async function noteSize(
  { housekeeping }: { readonly housekeeping: Pick<Housekeeping, 'size'> },
  {
    streams,
    manner,
    config,
  }: Pick<Context, 'streams' | 'manner'> & { readonly config: Pick<Context['config'], 'home' | 'homeLimit'> },
): Promise<void> {
  if (manner.quiet) return
  const { home, homeLimit: limit = DEFAULTS.homeLimit } = config
  if (limit === 0) return
  const size = await housekeeping.size()
  if (size <= limit * GB) return
  streams.err(
    `Note: ${printable(home)} takes ${byteCount(size)}, more than the ${limit} GB of the setting homeLimit.\nTo see what can go: ytdub purge --dry-run\n`,
  )
}
