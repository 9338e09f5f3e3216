import type { Summary, SummaryFile, SummaryStatus } from '../../src/dub/summary.ts'
import { placeOf } from './place.ts'
import { price } from './price.ts'
import type { Streams } from './streams.ts'
import { printable, styled } from './styled.ts'
import { table } from './table.ts'

const WORDS = {
  complete: 'done',
  partial: 'partly done',
  error: 'failed',
  reviewable: 'to look over',
  pending: 'not done',
} as const satisfies Record<SummaryStatus, string>

const HEAD = ['File', 'Language', 'State', 'Took', 'Cost', 'Warnings', 'Where']

/**
 * What became of every file and language, why some failed, and where the summary is.
 * @param path of the summary; null where there is none. @param folder that paths are shown from.
 */
export function batchTable(
  { files, totals }: Summary,
  { path, folder, color }: { readonly path: string | null; readonly folder: string } & Pick<Streams, 'color'>,
): string {
  const rows = files.flatMap((file) => rowsOf(file, folder))
  const failed = files.filter(({ status }) => status === 'error' || status === 'partial')
  const hints = [...new Set(failed.flatMap(({ error }) => error?.hint?.split('\n') ?? []))]
  return [
    '\n',
    rows.length > 0 ? table([HEAD, ...rows]) : '',
    ...failed.map(
      ({ file, error }) => `${styled('Failed', 'red', color.out)} ${printable(`${file}: ${error?.message ?? ''}`)}\n`,
    ),
    ...hints.map((hint) => `${printable(hint)}\n`),
    failed.length > 0 ? 'What is done is kept: run the same command again, and only what is missing is tried.\n' : '',
    `\n${toldOf(totals)}\n`,
    path === null ? '' : `Summary: ${printable(placeOf(path, folder))}\n`,
  ].join('')
}

function rowsOf({ file, languages }: SummaryFile, folder: string): string[][] {
  return languages.map(({ language, status, seconds, total_usd, warnings, where }, index) => [
    index === 0 ? printable(file) : '',
    language,
    WORDS[status],
    `${seconds.toFixed(1)} s`,
    price(total_usd),
    String(warnings.length),
    status === 'complete' || status === 'reviewable' ? printable(placeOf(where, folder)) : '-',
  ])
}

function toldOf({
  files,
  complete,
  partial,
  error,
  reviewable,
  pending,
  seconds,
  usd,
  total_usd,
}: Summary['totals']): string {
  const counts = { complete, reviewable, partial, error, pending }
  const parts = Object.entries(counts).flatMap(([status, count]) =>
    count === 0 ? [] : [`${count} ${WORDS[status as SummaryStatus]}`],
  )
  const cost = usd + total_usd === 0 ? '' : ` Cost: ${price(total_usd)} (this run: ${price(usd)}).`
  return `${files === 1 ? '1 file' : `${files} files`} in ${seconds.toFixed(1)} s: ${parts.join(', ') || 'nothing to do'}.${cost}`
}
