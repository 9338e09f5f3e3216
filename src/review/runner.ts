import { Failure } from '../failure.ts'
import type { Control } from '../jobs/control.ts'
import type { LanguageTask } from '../ports/jobs.ts'

/** What whoever follows is told: that a run goes on, and how it ended. */
export type ReviewEvent =
  | { readonly event: 'running'; readonly tasks: readonly LanguageTask[] }
  | { readonly event: 'ended'; readonly trouble: Trouble | null }

/** Why something was not done, for a person. */
export type Trouble = { readonly code: string; readonly message: string; readonly hint: string | null }

type Emit = Control['emit']

/** Runs one thing at a time, and tells those who follow. */
export function runner(work: (emit: Emit) => Promise<void>) {
  const listeners = new Set<(event: ReviewEvent) => void>()
  const tasks = new Map<string, LanguageTask>()
  let running: Promise<void> | undefined
  let trouble: Trouble | null = null
  let finish: () => Promise<void> = async () => {}
  const now = (): ReviewEvent =>
    running ? { event: 'running', tasks: [...tasks.values()] } : { event: 'ended', trouble }
  const tell = () => {
    for (const listener of listeners) listener(now())
  }
  const emit: Emit = (event) => {
    if (event.event !== 'task') return
    const { event: _, job: __, ...task } = event
    tasks.set(task.language, task)
    tell()
  }
  const whole = async () => {
    const failed = await work(emit).then(
      () => undefined,
      (error: unknown) => Failure.from(error),
    )
    const unfinished = await finish().then(
      () => undefined,
      (error: unknown) => Failure.from(error),
    )
    running = undefined
    trouble = troubleOf(failed ?? unfinished)
    tell()
  }
  return {
    isRunning: () => running !== undefined,
    onEnd: (then: () => Promise<void>) => {
      finish = then
    },
    begin: () => {
      if (running) return false
      tasks.clear()
      running = whole()
      tell()
      return true
    },
    follow: (listener: (event: ReviewEvent) => void) => {
      listeners.add(listener)
      listener(now())
      return () => void listeners.delete(listener)
    },
    idle: async () => running,
  }
}

function troubleOf(failure: Failure | undefined): Trouble | null {
  return failure ? { code: failure.code, message: failure.message, hint: failure.hint ?? null } : null
}
