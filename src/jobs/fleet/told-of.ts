import type { FailureCode } from '../../failure.ts'

/**
 * What whoever asked for a job reads of a failure. Of what is the service's own matter they read one sentence: such messages
 * are often foreign, and may name folders, hosts, keys or tables.
 */
export function toldOf(code: FailureCode | null, message: string): string {
  return code !== null && OWN.has(code) ? OWN_MATTER : message
}

const OWN: ReadonlySet<FailureCode> = new Set(['internal', 'config', 'auth', 'lost'])
const OWN_MATTER = 'The service could not do this; its operator has been told.'
