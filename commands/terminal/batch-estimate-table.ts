import { PRICES_AS_OF } from '../../src/dub/prices.ts'
import type { FileEstimate } from '../../src/jobs/batch/estimate-batch.ts'
import { sumOf } from './estimate.ts'
import { price } from './price.ts'
import { printable } from './styled.ts'
import { table } from './table.ts'

/** What a batch would ask and cost, a row for each file, and the sum. */
export function batchEstimateTable(files: readonly FileEstimate[]): string {
  const known = files.flatMap((each) => (each.failure ? [] : [each]))
  const calls = known.flatMap(({ estimate }) => estimate.calls)
  const count = (of: 'made' | 'recalled', all: typeof calls) => String(all.reduce((sum, each) => sum + each[of], 0))
  const rowOf = (name: string, own: typeof calls) => [
    name,
    count('made', own),
    count('recalled', own),
    price(sumOf(own)),
  ]
  const rows = known.map(({ file, estimate }) => rowOf(printable(file), [...estimate.calls]))
  return [
    table([['File', 'Calls', 'Known', 'USD'], ...rows, rowOf('in all', calls)]),
    ...files.flatMap(({ file, failure }) => (failure ? [`Failed ${printable(`${file}: ${failure.message}`)}\n`] : [])),
    known.every(({ estimate }) => estimate.exact)
      ? ''
      : 'What is said is not known yet: texts are guessed from the length of the recordings.\n',
    sumOf(calls) === undefined ? 'A price is not known (-): what it costs is not in the sum.\n' : '',
    'Lines that turn out too long are worded and spoken anew,\nvery fast ones spoken again: that comes on top.\n',
    `Prices as of ${PRICES_AS_OF}. What is known already is free. Nobody was asked.\n`,
  ].join('')
}
