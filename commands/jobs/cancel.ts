import { Failure } from '../../src/failure.ts'
import type { Command } from '../command.ts'
import { DONE } from '../terminal/exit-codes.ts'
import { listenToLeave } from '../terminal/leaving.ts'

export const cancel: Command = {
  define: (command) =>
    command
      .argument('<job>', 'the job’s id')
      .addHelpText('after', '\nExample:\n  ytdub jobs cancel job_0123456789ab\n\nTo go on with it: run its dub again.'),

  async run([id = ''], _options, { streams, manner, config }) {
    using leaving = listenToLeave(streams)
    const { openServiceDesk } = await import('../service-desk.ts')
    await using desk = await openServiceDesk(config)
    if (await desk.records.jobs.find(id)) {
      throw new Failure('usage', `Job ${id} is worked on here, not at the service.`, {
        hint: 'Press Ctrl-C where it runs. What is done is kept.',
      })
    }
    await desk.api.cancel(id, leaving.signal)
    if (manner.json) streams.out(`${JSON.stringify({ job: id, cancelled: true })}\n`)
    else if (!manner.quiet) streams.err(`The service stops job ${id} within seconds.\n`)
    return DONE
  },
}
