import type { Command } from '../command.ts'
import { commaList } from '../terminal/options.ts'

export const download: Command = {
  define: (command) =>
    command
      .argument('<job>', 'the job’s id')
      .option('-l, --lang <languages>', 'the files of these languages alone, e.g. es,fr', commaList)
      .option(
        '--out <folder>',
        'where to put the files (else where its dub was to put them, or a folder of its name here)',
      )
      .addHelpText('after', EXAMPLES),

  run: async (...given) => (await import('../run/jobs/download.ts')).runDownload(...given),
}

const EXAMPLES = `
Examples:
  ytdub jobs download job_0123456789ab
  ytdub jobs download job_0123456789ab --lang es --out dubs

Run it again to go on after a stop: what has arrived is not fetched twice.`
