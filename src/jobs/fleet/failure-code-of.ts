import type { FailureCode } from '../../failure.ts'
import type { ServiceCode } from '../../ports/service.ts'

/** What stands for it where a dub of one's own says why: there, who cancels interrupts. */
export function failureCodeOf(code: ServiceCode | null | undefined): FailureCode | null {
  return code === 'cancelled' ? 'interrupted' : (code ?? null)
}
