import { runProgram } from '../program.ts'

/** What a build of ffmpeg lacks of what ytdub asks of it. */
export type Lacks = {
  /** Without these nothing is dubbed. */
  readonly needed: readonly string[]
  /** What else will not work, by what a person would type. */
  readonly extras: readonly string[]
}

const ENCODERS = ['aac', 'flac', 'pcm_s16le', 'libopus', 'libmp3lame']
const FILTERS = ['aresample', 'aformat', 'atrim', 'asetpts']
/** Parts that only some commands need, and which. */
const EXTRAS = { ass: '--burn-captions', libx264: '--burn-captions' } as const

/** Asks ffmpeg for its filters and encoders. */
export async function ffmpegLacks(ffmpeg: string, signal: AbortSignal): Promise<Lacks> {
  const [filters, encoders] = await Promise.all([named(ffmpeg, '-filters', signal), named(ffmpeg, '-encoders', signal)])
  const has = (name: string) => filters.has(name) || encoders.has(name)
  return {
    needed: [...ENCODERS, ...FILTERS].filter((name) => !has(name)),
    extras: Object.entries(EXTRAS).flatMap(([name, flag]) => (has(name) ? [] : [`${flag} (${name})`])),
  }
}

/** Of each row of such a list, the second word is the name: ` T.C aresample   A->A  Resample …`. */
async function named(ffmpeg: string, list: string, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const { stdout } = await runProgram(ffmpeg, ['-hide_banner', list], { signal })
  const rows = Buffer.from(stdout).toString('utf8').split('\n')
  return new Set(rows.map((row) => row.trim().split(/\s+/)[1] ?? ''))
}
