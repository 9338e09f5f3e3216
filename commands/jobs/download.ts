import { Failure } from '../../src/failure.ts'
import type { Command } from '../command.ts'
import { listenToLeave } from '../terminal/leaving.ts'
import { commaList } from '../terminal/options.ts'
import { atJob } from './at-job.ts'
import type { FetchFlags } from './fetch-job.ts'

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

  async run([id = ''], options, context) {
    using leaving = listenToLeave(context.streams)
    return await atJob(id, context.config, {
      async here({ folder }) {
        throw new Failure('usage', `Job ${id} is worked on here: there is nothing to download.`, {
          hint: `Its files are in ${folder}`,
        })
      },
      async there(desk) {
        const { fetchJob } = await import('./fetch-job.ts') // Only now: help is to be quick.
        return fetchJob(id, options as FetchFlags, { desk, leaving, context })
      },
    })
  },
}

const EXAMPLES = `
Examples:
  ytdub jobs download job_0123456789ab
  ytdub jobs download job_0123456789ab --lang es --out dubs

Run it again to go on after a stop: what has arrived is not fetched twice.`
