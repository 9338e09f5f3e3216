import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** The id of a process that has been and is gone. */
export function pidOfGoneProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid
}

/** Whether a process runs. One that has ended and is not yet fetched by its parent does not. */
export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
