import type { Finding } from '../ports/findings.ts'

/** Seconds. Beyond five minutes tokens count as expired, or as not valid yet. */
const FAR_OFF = 300

/** Whether this machine's clock agrees with those who were asked. `ahead`: seconds; undefined where nobody said the time. */
export function clockFinding(ahead: number | undefined): Finding {
  const about = { name: 'Clock', engines: [] }
  if (ahead === undefined)
    return { ...about, status: 'unset', detail: 'not compared: nobody was asked who knows the time' }
  if (Math.abs(ahead) <= FAR_OFF) return { ...about, status: 'works', detail: 'agrees with the servers' }
  const minutes = `${Math.round(Math.abs(ahead) / 60)} min ${ahead > 0 ? 'ahead' : 'behind'}`
  const hint = 'Set the time of this machine, or have it set: timedatectl set-ntp true'
  return {
    ...about,
    status: 'fails',
    detail: `${minutes} of the servers’: sessions and certificates may be refused`,
    hint,
  }
}
