import { LANGUAGES, nameOf } from '../src/dub/language.ts'
import type { Command } from './command.ts'
import { DONE } from './terminal/exit-codes.ts'
import { table } from './terminal/table.ts'

export const languages: Command = {
  define: (command) => command.addHelpText('after', '\nExample:\n  ytdub languages'),

  async run(_args, _options, { streams, manner }) {
    const { servedLanguages } = await import('../src/app.ts')
    const served = await servedLanguages()
    const rows = LANGUAGES.map(({ code }) => ({
      code,
      name: nameOf(code),
      hears: Object.keys(served).filter((engine) => served[engine]?.hears.includes(code)),
      speaks: Object.keys(served).filter((engine) => served[engine]?.speaks.includes(code)),
    }))
    if (manner.json) streams.out(`${JSON.stringify({ languages: rows })}\n`)
    else
      streams.out(
        table([
          HEAD,
          ...rows.map(({ code, name, hears, speaks }) => [
            code,
            name,
            hears.join(', ') || '-',
            speaks.join(', ') || '-',
          ]),
        ]),
      )
    return DONE
  },
}

const HEAD = ['Code', 'Language', 'Dubbed from by', 'Dubbed into by']
