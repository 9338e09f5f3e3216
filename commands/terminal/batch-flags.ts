import type { Command as Commander } from 'commander'
import { type DubFlags, defineMakingFlags } from './dub-flags.ts'
import { count } from './options.ts'

/** What commander makes of the flags. */
export type BatchFlags = DubFlags & { readonly jobs?: number; readonly failFast?: boolean; readonly watch?: boolean }

/** How many files are worked on at once, unless told: while one is mixed here, another waits for its vendor. */
export const AT_ONCE = 2

/** The flags of `ytdub batch`: those of `ytdub dub`, which hold for every file, and its own. */
export function defineBatchFlags(command: Commander): Commander {
  return defineMakingFlags(
    command
      .argument('<files...>', 'a folder, a quoted pattern, a list (.csv, .jsonl), or recordings')
      .option('--jobs <number>', `files at once (else ${AT_ONCE})`, count)
      .option('--fail-fast', 'begin nothing more when a file has failed')
      .option('--watch', 'of folders: go on with files that come, until Ctrl-C'),
  )
}
