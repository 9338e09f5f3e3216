import type { FleetLog } from '../../src/jobs/fleet/parts.ts'

/** Milliseconds in which the same trouble is told once. */
const QUIET = 30_000

/**
 * A log in which the same trouble stands once in half a minute: a database that is away is found out several times a second.
 * How often it came meanwhile (`times`) is told when it comes again, or before whatever comes next.
 */
export function seldomTrouble(log: FleetLog, now: () => number): FleetLog {
  const told = new Map<string, { readonly since: number; more: number }>()
  return (line) => {
    const message = line.event === 'trouble' ? String(line['message']) : undefined
    const at = now()
    let times = 1
    for (const [each, { since, more }] of told) {
      if (at - since < QUIET) continue
      told.delete(each)
      if (each === message) times += more
      else if (more > 0) log({ event: 'trouble', message: each, times: more })
    }
    if (message === undefined) return log(line)
    const before = told.get(message)
    if (before) before.more += 1
    else {
      told.set(message, { since: at, more: 0 })
      log(times > 1 ? { ...line, times } : line)
    }
  }
}
