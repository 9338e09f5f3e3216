import { Failure, systemFailure } from '../failure.ts'
import { quotedName } from './quoted-name.ts'

export type Complaint = {
  /** What ffmpeg wrote to standard error, without its progress. */
  readonly lines: string[]
  /** Every file of the run. */
  readonly paths: readonly string[]
  /** Those that were written. */
  readonly written: readonly string[]
}

/** What ffmpeg's complaint means; undefined where the run is good. */
export function complain(
  { lines, paths, written }: Complaint,
  ended: boolean,
  otherwise: (reason: string) => Failure,
): Failure | undefined {
  const said = paths.reduce((text, path) => text.replaceAll(`file:${path}`, path), lines.join('\n'))
  // Some builds end well although the last write failed: a full disk is asked for first.
  const code = systemCode(said, written)
  if (code !== undefined && (!ended || FULL.has(code))) {
    return systemFailure(code, quotedName(written[0] ?? ''))
  }
  if (ended) return undefined
  const reason = reasonOf(paths.reduce((text, path) => hideFolders(text, path), said))
  if (/unknown encoder|unrecognized option|encoder .* not found|requested output format/i.test(said)) {
    const hint = 'Install a newer ffmpeg: ytdub setup'
    return new Failure('config', `This ffmpeg lacks something that ytdub needs: ${reason}.`, { hint })
  }
  return otherwise(reason)
}

const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

function systemCode(said: string, written: readonly string[]): string | undefined {
  if (said.includes('No space left on device')) return 'ENOSPC'
  if (said.includes('Disk quota exceeded')) return 'EDQUOT'
  if (said.includes('File too large')) return 'EFBIG'
  // Said of what is read, these two are the input's fault.
  if (written.some((path) => said.includes(`${path}: Permission denied`))) return 'EACCES'
  if (written.some((path) => said.includes(`${path}: Read-only file system`))) return 'EROFS'
  return undefined
}

/** The name in front of a reason is left out: who shows the reason has named the file. */
function hideFolders(text: string, path: string): string {
  return text.replaceAll(`${path}: `, '').replaceAll(path, quotedName(path))
}

/** ffmpeg's last meaningful line, without the address of the part that said it. */
function reasonOf(said: string): string {
  const lines = said.split('\n').map((line) => line.replace(/^(\[[^\]]* @ 0x[0-9a-f]+\] ?)+/, '').trim())
  const last = lines.findLast((line) => line !== '' && !EMPTY_WORDS.test(line))
  return last === undefined ? 'ffmpeg does not say why' : last.replace(/\.+$/, '').slice(0, 200)
}

const EMPTY_WORDS =
  /^(Conversion failed!|Last message repeated.*|Error (initializing|opening|while processing|sending frames).*|Could not write header.*)$/
