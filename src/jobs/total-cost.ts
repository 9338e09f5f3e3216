import type { Job } from '../ports/jobs.ts'
import type { Shop } from './shop.ts'

/**
 * What each language of a job's folder has cost so far, in USD: over all runs, and over all jobs that deliver there. With
 * one more language, another voice or another take it is another job, which recalls what an earlier one paid for.
 */
export async function totalCost(
  { folder }: Pick<Job, 'folder'>,
  { jobs }: Pick<Shop, 'jobs'>,
): Promise<(language: string) => number> {
  const costs = (await jobs.list(folder)).flatMap((job) => job.costs)
  return (language) => costs.reduce((sum, cost) => (cost.language === language ? sum + cost.usd : sum), 0)
}
