import type { Command as Commander } from 'commander'
import { Option } from 'commander'
import { AUDIO_FORMATS, ENGINES, REGISTERS, SYNCS } from '../../src/dub/request.ts'
import type { Limits } from '../../src/jobs/control.ts'
import type { DubWish } from '../../src/jobs/submit.ts'
import { collected, commaList, count, decibelsBeneath, numberBetween } from './options.ts'

/** What commander makes of the flags. */
export type DubFlags = Partial<
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
    | 'sync'
    | 'keepOriginalTrack'
    | 'multitrack'
    | 'burnCaptions'
    | 'youtube'
    | 'take'
    | 'out'
  >
> & {
  readonly keepOriginal?: number
  readonly lang?: readonly string[]
  readonly voice?: readonly string[]
  readonly transcript?: string
  readonly script?: readonly string[]
  readonly stt?: string
  readonly llm?: string
  readonly tts?: string
  readonly until?: Limits['until']
  readonly maxCost?: number
  readonly maxHours?: number
  readonly dryRun?: boolean
  readonly remote?: boolean
  readonly wait?: boolean | null
  readonly upload?: string
}

/** The flags of `ytdub dub`. */
export function defineDubFlags(command: Commander): Commander {
  return (
    defineMakingFlags(command.argument('<file>', 'the recording: audio or video'))
      .option('--transcript <file>', 'what is said, as .srt, .vtt or transcript.json: nobody transcribes')
      .option(
        '--script <language=file>',
        'a translation, e.g. es=talk.es.srt (repeat for more): nobody translates',
        collected,
      )
      .option('--remote', 'have the service dub it, and fetch what comes of it')
      // Left out it is null, which no command line that goes on has to repeat.
      .addOption(new Option('--no-wait', 'with --remote: do not wait for it; exits with 8').default(null))
      .option('--upload <job>', 'with --remote: the tracks that `ytdub upload` has sent')
  )
}

/** Those that hold for one recording and for many. */
export function defineMakingFlags(command: Commander): Commander {
  return command
    .option('-l, --lang <languages>', 'languages to dub into, e.g. es,ca', commaList)
    .option('--from <language>', 'the language that is spoken (else found out)')
    .option('--background <file>', 'music or sound to mix under the voice')
    .option('--voice <language=voice>', 'a voice, e.g. es=celeste or es:2=nestor (repeat for more)', collected)
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
    .addOption(new Option('--sync <aim>', 'natural speech first (else), or starts that are tight').choices([...SYNCS]))
    .option('--keep-original <level>', 'let the original be heard under the dub, e.g. -18dB', decibelsBeneath)
    .option('--keep-original-track', 'of a video: the original sound as a second track')
    .option('--multitrack', 'of a video: also one file with all languages as tracks')
    .option('--burn-captions', 'of a video: captions painted into the picture')
    .option('--youtube', 'also what YouTube takes: audio, captions, and UPLOAD.md, checked')
    .option('--dry-run', 'say what would be asked of whom and what it costs; ask nobody')
    .option('--max-cost <usd>', 'stop before the call with which this run would cost more', numberBetween(0, 1_000_000))
    .option('--max-hours <number>', 'give up after so many hours (else 12)', numberBetween(0.001, 1000))
    .addOption(new Option('--until <stage>', 'stop there, to look it over').choices(['transcribe', 'translate']))
    .option('--take <number>', 'ask the voices for another take: 2, 3, …', count)
}
