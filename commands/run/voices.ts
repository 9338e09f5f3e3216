import type { Served } from '../../src/app.ts'
import { LANGUAGES, nameOf, parseLanguage } from '../../src/dub/language.ts'
import { Failure } from '../../src/failure.ts'
import type { Run } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { printable } from '../terminal/styled.ts'

/** Says which voices each engine has. @returns the exit code. */
export const runVoices: Run = async (_args, options, { streams, manner, config }) => {
  const { servedLanguages } = await import('../../src/app.ts')
  const asked = (options['lang'] as readonly string[] | undefined)?.map(parseLanguage)
  const tags = asked ?? LANGUAGES.map(({ code }) => code)
  const served = await servedLanguages(config, tags)
  const engine = options['engine'] as string | undefined
  if (engine !== undefined && !Object.hasOwn(served, engine)) {
    throw new Failure('usage', `There is no engine ${JSON.stringify(engine)}.`, {
      hint: `Engines are ${Object.keys(served).join(', ')}.`,
    })
  }
  const rows = Object.entries(served)
    .filter(([name]) => engine === undefined || name === engine)
    .flatMap(([name, { speaks }]) =>
      tags.flatMap((language) => {
        const speaker = speaks[language]
        return speaker ? [{ language, engine: name, ...speaker }] : []
      }),
    )
  if (manner.json) streams.out(`${JSON.stringify({ voices: rows })}\n`)
  else streams.out(rows.map((row) => described(row, streams.columns)).join('\n'))
  if (rows.length === 0) throw noVoices(tags, served, engine)
  return DONE
}

function noVoices(tags: readonly string[], served: Readonly<Record<string, Served>>, engine: string | undefined) {
  const troubles = Object.entries(served).flatMap(([name, { trouble }]) =>
    trouble && (engine === undefined || name === engine) ? [trouble] : [],
  )
  if (engine !== undefined && troubles[0]) return troubles[0]
  return new Failure('input', `There is no voice for ${tags.map(nameOf).join(', ')}.`, { hint: 'See: ytdub languages' })
}

type Row = {
  readonly language: string
  readonly engine: string
  readonly synthesizer: string
  readonly voices: readonly string[]
}

/** Who speaks, and below it the voices, the usual one first. */
function described({ language, engine, synthesizer, voices: all }: Row, columns: number): string {
  const lines: string[] = []
  for (const voice of all.map(printable)) {
    const line = lines.at(-1)
    if (line !== undefined && line.length + voice.length + 2 < columns) lines[lines.length - 1] = `${line} ${voice}`
    else lines.push(`  ${voice}`)
  }
  return `${nameOf(language)} (${language}), ${engine} engine, ${synthesizer}\n${lines.join('\n')}\n`
}
