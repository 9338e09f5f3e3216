import { basename } from 'node:path'
import { Option } from 'commander'
import { AUDIO_FORMATS, ENGINES } from '../src/dub/request.ts'
import { Failure } from '../src/failure.ts'
import type { HandedOver } from '../src/jobs/hand-over.ts'
import type { DubWish } from '../src/jobs/submit.ts'
import type { Command, Context } from './command.ts'
import { DONE, EXIT_CODES } from './terminal/exit-codes.ts'
import { type Interrupt, listenForInterrupt, stoppedBy } from './terminal/interrupt.ts'
import { collected, commaList, count, numberBetween, oneOf } from './terminal/options.ts'
import { progressFor } from './terminal/progress-for.ts'
import { resumeCommand } from './terminal/resume-command.ts'
import { spinning } from './terminal/spinner.ts'
import { printable } from './terminal/streams.ts'
import { summary } from './terminal/summary.ts'
import { tell } from './terminal/tell.ts'

/** What commander makes of the flags. */
type Flags = Partial<
  Pick<DubWish, 'background' | 'from' | 'engine' | 'format' | 'maxRate' | 'strict' | 'take' | 'out'>
> & {
  readonly lang?: readonly string[]
  readonly voice?: readonly string[]
}

export const dub: Command = {
  define: (command) =>
    command
      .argument('<file>', 'the recording: audio or video')
      .option('-l, --lang <languages>', 'languages to dub into, e.g. es,ca', commaList)
      .option('--from <language>', 'the language that is spoken (else found out)')
      .option('--background <file>', 'music or sound to mix under the voice')
      .option('--voice <language=voice>', 'a voice, e.g. es=es-419 or es:2=es+f2 (repeat for more)', collected)
      .option('--engine <name>', `who transcribes, translates and speaks: ${READY.join(', ')}`, oneOf(ENGINES, READY))
      .option('--out <folder>', 'where to put the results (else beside the recording)')
      .addOption(new Option('--format <format>', 'of the delivered audio').choices([...AUDIO_FORMATS]))
      .option('--max-rate <number>', 'the fastest a line may be played, 1 to 2 (else 1.25)', numberBetween(1, 2))
      .option('--strict', 'fail where a line cannot keep the highest rate')
      .option('--take <number>', 'ask the voices for another take: 2, 3, …', count)
      .addHelpText('after', EXAMPLES),

  async run([file = ''], options, context) {
    const resume = resumeCommand(file, options)
    using interrupt = listenForInterrupt(context.streams, resume)
    try {
      return await dubFile(wishOf(file, options, context), context, interrupt, resume)
    } catch (error) {
      const failure = stoppedBy(interrupt, error, resume)
      if (failure.code !== 'interrupted') throw failure
      const code = tell(failure, context.manner, context.streams)
      return interrupt.exitCode() ?? code
    }
  },
}

/** The others are refused with a word of why: they are no part of this version, and so no part of the help. */
const READY = ['auto', 'offline'] as const

const EXAMPLES = `
Examples:
  ytdub dub talk.mp3 --lang es
  ytdub dub talk.mp4 --lang es,ca --background music.wav --out dubs

Run it again to go on after a stop, to add a language, or after editing
talk.dub/es/script.json: only what is new is worked out.`

/** Flags > configuration > defaults. */
function wishOf(file: string, options: Flags, { config }: Context): DubWish {
  const languages = options.lang ?? config.languages
  if (!languages || languages.length === 0) {
    throw new Failure('usage', 'Into which language?', {
      hint: 'Name it with --lang, e.g. ytdub dub talk.mp3 --lang es',
    })
  }
  return {
    file,
    languages,
    background: options.background,
    from: options.from,
    engine: options.engine ?? config.engine ?? 'auto',
    voices: options.voice ?? [],
    format: options.format ?? config.format ?? 'm4a',
    maxRate: options.maxRate ?? config.maxRate ?? 1.25,
    strict: options.strict ?? false,
    take: options.take ?? 1,
    out: options.out ?? config.out,
  }
}

async function dubFile(wish: DubWish, context: Context, interrupt: Interrupt, resume: string): Promise<number> {
  const { streams, manner, config } = context
  const [{ openApp }, { submit }, { workOn }] = await Promise.all([
    import('../src/app.ts'),
    import('../src/jobs/submit.ts'),
    import('../src/jobs/work-on.ts'),
  ])
  await using app = await openApp(config)
  const looking = `Looking at ${printable(basename(wish.file))}`
  const { job, notice } = await spinning(looking, () => submit(wish, app), context)
  const progress = progressFor({ streams, manner })
  if (notice !== undefined) progress.notice(notice)
  if (progress.moving) interrupt.speakThrough(progress.notice)
  try {
    const handed = await workOn(job, app, { signal: interrupt.signal, stop: interrupt.stop, emit: progress.show })
    progress.end()
    if (!manner.json && !manner.quiet) streams.out(summary(handed.manifest, handed.path, config.folder, streams))
    return exitCodeOf(handed)
  } catch (error) {
    progress.end()
    const failure = stoppedBy(interrupt, error, resume)
    if (!progress.failed(failure, job.id)) throw failure
    const stopped = failure.code === 'interrupted' ? interrupt.exitCode() : undefined
    return stopped ?? EXIT_CODES[failure.code]
  }
}

function exitCodeOf({ manifest, failures }: HandedOver): number {
  if (manifest.status === 'complete') return DONE
  return EXIT_CODES[manifest.status === 'partial' ? 'partial' : (failures[0] ?? 'vendor')]
}
