import type { Summary, SummaryFile, SummaryStatus } from '../../dub/summary.ts'

/**
 * A batch's files, what has become of them, and what it all took. Of a file that came twice, changed meanwhile, its last
 * outcome counts; what was paid for the first is in what the run cost.
 * @param started milliseconds since 1970, and so `finished`.
 */
export function summarize(
  outcomes: readonly SummaryFile[],
  { version, started, finished }: { readonly version: string; readonly started: number; readonly finished: number },
): Summary {
  const files = [...new Map(outcomes.map((outcome) => [outcome.file, outcome])).values()]
  const count = (status: SummaryStatus) => files.filter((file) => file.status === status).length
  const languages = files.flatMap((file) => file.languages)
  return {
    summary: 1,
    ytdub: version,
    status: statusOf(files),
    started: new Date(started).toISOString(),
    finished: new Date(finished).toISOString(),
    totals: {
      files: files.length,
      complete: count('complete'),
      partial: count('partial'),
      error: count('error'),
      reviewable: count('reviewable'),
      pending: count('pending'),
      seconds: Math.max(0, finished - started) / 1000,
      usd: outcomes.flatMap((outcome) => outcome.languages).reduce((all, { usd }) => all + usd, 0),
      total_usd: languages.reduce((all, { total_usd: total }) => all + total, 0),
      warnings: languages.reduce((all, { warnings }) => all + warnings.length, 0),
    },
    files,
  }
}

function statusOf(files: readonly SummaryFile[]): SummaryStatus {
  const all = (...statuses: SummaryStatus[]) => files.every(({ status }) => statuses.includes(status))
  if (all('complete')) return 'complete'
  if (all('complete', 'reviewable')) return 'reviewable'
  if (files.some(({ status }) => status === 'pending')) return 'pending'
  return all('error') ? 'error' : 'partial'
}
