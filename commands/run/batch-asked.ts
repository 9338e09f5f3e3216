import type { Limits } from '../../src/jobs/control.ts'
import type { DubWish } from '../../src/jobs/submit.ts'
import type { Context } from '../command.ts'
import type { BatchFlags } from '../terminal/batch-flags.ts'
import type { Interrupt } from '../terminal/interrupt.ts'

/** What a person asks of a batch. */
export type Asked = {
  readonly sources: readonly string[]
  readonly flags: BatchFlags
  /** What is wished of every file. */
  readonly all: Omit<DubWish, 'file'>
  readonly limits: Limits
  readonly context: Context
  readonly interrupt: Interrupt
  /** The command line that goes on. */
  readonly resume: string
}
