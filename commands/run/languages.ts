import { LANGUAGES, nameOf } from '../../src/dub/language.ts'
import type { Failure } from '../../src/failure.ts'
import type { Run } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { printable } from '../terminal/styled.ts'
import { table } from '../terminal/table.ts'

/** Says which engine serves which language. @returns the exit code. */
export const runLanguages: Run = async (_args, _options, { streams, manner, config }) => {
  const { servedLanguages } = await import('../../src/app.ts')
  const served = await servedLanguages(config)
  const rows = LANGUAGES.map(({ code }) => ({
    code,
    name: nameOf(code),
    hears: Object.keys(served).filter((engine) => served[engine]?.hears.includes(code)),
    speaks: Object.keys(served).filter((engine) => served[engine]?.speaks[code] !== undefined),
  }))
  if (manner.json) streams.out(`${JSON.stringify({ languages: rows })}\n`)
  else
    streams.out(
      table([
        HEAD,
        ...rows.map(({ code, name, hears, speaks }) => [code, name, hears.join(', ') || '-', speaks.join(', ') || '-']),
      ]) + troubles(served),
    )
  return DONE
}

/** Which engines could not say what they serve, and why. */
function troubles(served: Readonly<Record<string, { readonly trouble?: Failure }>>): string {
  const told = Object.entries(served).flatMap(([engine, { trouble }]) =>
    trouble ? [`${engine}: ${printable(trouble.message)}\n`] : [],
  )
  return told.length > 0 ? `\n${told.join('')}` : ''
}

const HEAD = ['Code', 'Language', 'Dubbed from by', 'Dubbed into by']
