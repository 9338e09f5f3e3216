import { join } from 'node:path'
import type { Manifest } from '../../dub/manifest.ts'
import type { SummaryFile, SummaryLanguage, SummaryStatus } from '../../dub/summary.ts'
import type { Failure } from '../../failure.ts'
import type { Job, LanguageCost } from '../../ports/jobs.ts'
import type { JobEvent } from '../events.ts'
import { folderFor } from '../folder.ts'
import type { HandedOver } from '../hand-over.ts'
import type { Shop } from '../shop.ts'
import type { DubWish } from '../submit.ts'
import { type SeenSoFar, seenSoFar } from './seen-so-far.ts'

/** Follows one file of a batch, and says in the end what became of it. */
export type FileRecord = {
  readonly hear: (event: JobEvent) => void
  readonly done: (job: Job, handed: HandedOver) => Promise<SummaryFile>
  /** Nothing was delivered. Who was stopped is `pending`. Never rejects. */
  readonly failed: (job: Job | null, failure: Failure) => Promise<SummaryFile>
}

type Told = {
  readonly job: Job | null
  readonly costs: readonly LanguageCost[]
  readonly status: SummaryStatus
  readonly statusOf: (language: string) => SummaryStatus
}

/** The record of a file that has its turn now. */
export function fileRecord(wish: DubWish, { clock, jobs }: Pick<Shop, 'clock' | 'jobs'>): FileRecord {
  const began = clock.now()
  const seconds = () => Math.max(0, clock.now() - began) / 1000
  const seen = seenSoFar(seconds)
  const costsOf = async ({ id }: Job) => (await jobs.find(id))?.costs ?? []
  const told = ({ job, costs, status, statusOf }: Told) => {
    const where = job?.folder ?? folderFor(wish.file, wish.out)
    const languages = (job?.request.languages ?? wish.languages).map((language) => {
      const total = costs.find((cost) => cost.language === language)?.usd ?? seen.usd(language)
      return { ...languageOf(language, statusOf(language), seen), total_usd: total, where: join(where, language) }
    })
    const all = languages.map((each) => ({ ...each, seconds: each.seconds ?? seconds() }))
    return { file: wish.file, job: job?.id ?? null, status, seconds: seconds(), where, manifest: null, languages: all }
  }
  return {
    hear: seen.hear,
    async done(job, { manifest, path, failures }) {
      const status = manifest?.status ?? reviewStatus(job, failures.length)
      const failed = (language: string) => failures.length > 0 && seen.of(language).error !== undefined
      const statusOf = (language: string) => (failed(language) ? 'error' : 'reviewable')
      const costs = manifest === null ? await costsOf(job) : [] // The manifest has them.
      const file = told({ job, costs, status, statusOf })
      const languages = manifest === null ? file.languages : file.languages.map((each) => measured(each, manifest))
      const [message] = languages.flatMap((each) => (each.status === 'error' ? [each.error ?? 'It failed.'] : []))
      const code = status === 'partial' ? 'partial' : (failures[0] ?? 'vendor')
      const error = message === undefined ? {} : { error: { code, message } }
      return { ...file, languages, usd: sumOf(languages), manifest: manifest && path, ...error }
    },
    async failed(job, { code, message, hint }) {
      const status = code === 'interrupted' ? 'pending' : 'error'
      // What went wrong is worth more than what earlier runs have paid, and may be why nobody knows that.
      const costs = job === null ? [] : await costsOf(job).catch(() => [])
      const file = told({ job, costs, status, statusOf: () => status })
      return { ...file, usd: sumOf(file.languages), error: { code, message, ...(hint !== undefined && { hint }) } }
    },
  }
}

/** Of a job that was to stop for a person to look it over. */
function reviewStatus({ request }: Job, failed: number): SummaryStatus {
  if (failed === 0) return 'reviewable'
  return failed < request.languages.length ? 'partial' : 'error'
}

function languageOf(language: string, status: SummaryStatus, seen: SeenSoFar) {
  const { seconds, error, warnings } = seen.of(language)
  const why = error !== undefined && (status === 'error' || status === 'pending') ? { error } : {}
  return { language, status, seconds, usd: seen.usd(language), warnings, ...why }
}

/** A language as its manifest tells of it, which knows more than what was seen. */
function measured(seen: SummaryLanguage, { languages }: Manifest): SummaryLanguage {
  const own = languages.find(({ language }) => language === seen.language)
  if (!own) return seen
  const { error: _error, ...rest } = seen
  return {
    ...rest,
    status: own.status,
    usd: own.usage.usd,
    total_usd: own.usage.total_usd,
    warnings: own.warnings,
    ...(own.error !== undefined && { error: own.error }),
  }
}

function sumOf(languages: readonly SummaryLanguage[]): number {
  return languages.reduce((sum, { usd }) => sum + usd, 0)
}
