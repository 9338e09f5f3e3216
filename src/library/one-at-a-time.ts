/** The last of each job that was begun in this process. */
const last = new Map<string, Promise<unknown>>()

/**
 * Lets the same job, called for twice, be worked on once: the second waits for the first, and finds everything done. Of
 * other processes the job's lease keeps it.
 */
export async function oneAtATime<Result>(job: string, work: () => Promise<Result>): Promise<Result> {
  const before = last.get(job) ?? Promise.resolve()
  const mine = before.then(work, work)
  last.set(job, mine)
  try {
    return await mine
  } finally {
    if (last.get(job) === mine) last.delete(job)
  }
}
