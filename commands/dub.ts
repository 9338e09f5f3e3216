import { basename } from 'node:path'
import { Option } from 'commander'
import { REGISTERS } from '../src/dub/glossary.ts'
import { providerNamed } from '../src/dub/provider-named.ts'
import { AUDIO_FORMATS, ENGINES } from '../src/dub/request.ts'
import { Failure } from '../src/failure.ts'
import type { Limits } from '../src/jobs/control.ts'
import type { HandedOver } from '../src/jobs/hand-over.ts'
import type { DubWish } from '../src/jobs/submit.ts'
import type { Command, Context } from './command.ts'
import { estimateTable, sumOf } from './terminal/estimate.ts'
import { DONE, EXIT_CODES } from './terminal/exit-codes.ts'
import { type Interrupt, listenForInterrupt, stoppedBy } from './terminal/interrupt.ts'
import { collected, commaList, count, numberBetween } from './terminal/options.ts'
import { progressFor } from './terminal/progress-for.ts'
import { resumeCommand } from './terminal/resume-command.ts'
import { spinning } from './terminal/spinner.ts'
import { printable, type Streams } from './terminal/streams.ts'
import { forReview, summary } from './terminal/summary.ts'
import { tell } from './terminal/tell.ts'

/** What commander makes of the flags. */
type Flags = Partial<
  Pick<
    DubWish,
    | 'background'
    | 'from'
    | 'engine'
    | 'glossary'
    | 'register'
    | 'context'
    | 'format'
    | 'maxRate'
    | 'strict'
    | 'take'
    | 'out'
  >
> & {
  readonly lang?: readonly string[]
  readonly voice?: readonly string[]
  readonly stt?: string
  readonly llm?: string
  readonly tts?: string
  readonly until?: Limits['until']
  readonly maxCost?: number
  readonly maxHours?: number
  readonly dryRun?: boolean
}

export const dub: Command = {
  define: (command) =>
    command
      .argument('<file>', 'the recording: audio or video')
      .option('-l, --lang <languages>', 'languages to dub into, e.g. es,ca', commaList)
      .option('--from <language>', 'the language that is spoken (else found out)')
      .option('--background <file>', 'music or sound to mix under the voice')
      .option('--voice <language=voice>', 'a voice, e.g. es=es-419 or es:2=es+f2 (repeat for more)', collected)
      .option('--glossary <file>', 'how terms are translated and said: a CSV file')
      .addOption(new Option('--register <register>', 'how the listener is spoken to').choices([...REGISTERS]))
      .option('--context <text>', 'what the recording is about, for the translator')
      .addOption(new Option('--engine <name>', 'who transcribes, translates and speaks').choices([...ENGINES]))
      .option('--stt <provider[:model]>', 'who transcribes instead')
      .option('--llm <provider[:model]>', 'who translates instead')
      .option('--tts <provider[:model]>', 'who speaks instead')
      .option('--out <folder>', 'where to put the results (else beside the recording)')
      .addOption(new Option('--format <format>', 'of the delivered audio').choices([...AUDIO_FORMATS]))
      .option('--max-rate <number>', 'the fastest a line may be played, 1 to 2 (else 1.25)', numberBetween(1, 2))
      .option('--strict', 'fail where a line cannot keep the highest rate')
      .option('--dry-run', 'say what would be asked of whom and what it costs; ask nobody')
      .option('--max-cost <usd>', 'stop before the call that would cost more', numberBetween(0, 1_000_000))
      .option('--max-hours <number>', 'give up after so many hours (else 12)', numberBetween(0.001, 1000))
      .addOption(new Option('--until <stage>', 'stop there, to look it over').choices(['transcribe', 'translate']))
      .option('--take <number>', 'ask the voices for another take: 2, 3, …', count)
      .addHelpText('after', EXAMPLES),

  async run([file = ''], options, context) {
    const resume = resumeCommand(file, options)
    using interrupt = listenForInterrupt(context.streams, resume)
    try {
      const limits = limitsOf(options, context)
      const asked = { wish: wishOf(file, options, context), context: named(options, context), interrupt, limits }
      return await (options['dryRun'] === true ? tryOut(asked) : dubFile({ ...asked, resume }))
    } catch (error) {
      const failure = stoppedBy(interrupt, error, resume)
      if (failure.code !== 'interrupted') throw failure
      const code = tell(failure, context.manner, context.streams)
      return interrupt.exitCode() ?? code
    }
  },
}

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
    instead: {
      transcriber: providerNamed(options.stt ?? config.stt).id,
      translator: providerNamed(options.llm ?? config.llm).id,
      synthesizer: providerNamed(options.tts ?? config.tts).id,
    },
    glossary: options.glossary,
    register: options.register,
    context: options.context,
    voices: options.voice ?? [],
    format: options.format ?? config.format ?? 'm4a',
    maxRate: options.maxRate ?? config.maxRate ?? 1.25,
    strict: options.strict ?? false,
    take: options.take ?? 1,
    out: options.out ?? config.out,
  }
}

/** The configuration with the providers and models that the flags name. */
function named({ stt, llm, tts }: Flags, context: Context): Context {
  const told = { ...(stt && { stt }), ...(llm && { llm }), ...(tts && { tts }) }
  return { ...context, config: { ...context.config, ...told } }
}

/** Hours after which a job that does not end is given up. */
const LONG_ENOUGH = 12

function limitsOf({ until, maxCost, maxHours }: Flags, { config }: Context): Limits {
  return {
    until,
    maxCost: maxCost ?? config.maxCost ?? Infinity,
    hours: maxHours ?? config.maxHours ?? LONG_ENOUGH,
  }
}

type Asked = {
  readonly wish: DubWish
  readonly context: Context
  readonly interrupt: Interrupt
  readonly limits: Limits
}

/** What it would cost, without asking anybody. */
async function tryOut({ wish, context, interrupt, limits }: Asked): Promise<number> {
  const { streams, manner, config } = context
  const [{ openApp }, { plan }, { estimateJob }] = await Promise.all([
    import('../src/app.ts'),
    import('../src/jobs/submit.ts'),
    import('../src/jobs/estimate-job.ts'),
  ])
  await using app = await openApp(config)
  const { signal, stop } = interrupt
  const estimate = await spinning(
    `Looking at ${printable(basename(wish.file))}`,
    async () => estimateJob((await plan(wish, app, signal)).job.request, app, { signal, stop, emit: () => {}, limits }),
    context,
  )
  if (manner.json) streams.out(`${JSON.stringify({ ...estimate, usd: sumOf(estimate.calls) ?? null })}\n`)
  else streams.out(estimateTable(estimate))
  return DONE
}

type Dubbing = Asked & { readonly resume: string }

async function dubFile({ wish, context, interrupt, limits, resume }: Dubbing): Promise<number> {
  const { streams, manner, config } = context
  const [{ openApp }, { submit }, { workOn }] = await Promise.all([
    import('../src/app.ts'),
    import('../src/jobs/submit.ts'),
    import('../src/jobs/work-on.ts'),
  ])
  await using app = await openApp(config)
  const looking = `Looking at ${printable(basename(wish.file))}`
  const { job, notice } = await spinning(looking, () => submit(wish, app, interrupt.signal), context)
  const progress = progressFor({ streams, manner })
  if (notice !== undefined) progress.notice(notice)
  if (progress.moving) interrupt.speakThrough(progress.notice)
  try {
    const handed = await workOn(job, app, {
      signal: interrupt.signal,
      stop: interrupt.stop,
      emit: progress.show,
      limits,
    })
    progress.end()
    if (!manner.json && !manner.quiet) streams.out(told(handed, config.folder, streams, resume))
    return exitCodeOf(handed, job.request.languages.length)
  } catch (error) {
    progress.end()
    const failure = stoppedBy(interrupt, error, resume)
    if (!progress.failed(failure, job.id)) throw failure
    const stopped = failure.code === 'interrupted' ? interrupt.exitCode() : undefined
    return stopped ?? EXIT_CODES[failure.code]
  }
}

function told({ manifest, path, failures }: HandedOver, folder: string, streams: Streams, resume: string): string {
  return manifest ? summary(manifest, path, folder, streams) : forReview(path, folder, resume, failures.length)
}

function exitCodeOf({ manifest, failures }: HandedOver, languages: number): number {
  const status =
    manifest?.status ?? (failures.length === 0 ? 'complete' : failures.length < languages ? 'partial' : 'error')
  if (status === 'complete') return DONE
  return EXIT_CODES[status === 'partial' ? 'partial' : (failures[0] ?? 'vendor')]
}
