import { rm } from 'node:fs/promises'
import type { Failure } from '../failure.ts'
import type { RunOptions } from '../ports/media.ts'
import { BOUNDED } from './bounded.ts'
import { type Complaint, complain } from './complaint.ts'
import { runFluent } from './fluent.ts'
import { readableFormats } from './formats.ts'

export type FfmpegInput =
  | { readonly path: string; readonly options?: readonly string[] }
  | { readonly blocks: AsyncIterable<Uint8Array>; readonly options: readonly string[] }

export type FfmpegOutput =
  /** `keepsTags`: title, chapters and what the first input says of itself. */
  | { readonly path: string; readonly options: readonly string[]; readonly keepsTags?: boolean }
  | { readonly pipe: (chunk: Uint8Array) => void; readonly options: readonly string[] }

export type FfmpegRun = {
  readonly inputs: readonly FfmpegInput[]
  readonly outputs: readonly FfmpegOutput[]
  /** What it means to a person when ffmpeg fails, and neither the disk nor ffmpeg's build is to blame. */
  readonly otherwise: (reason: string) => Failure
}

/** Runs ffmpeg once. Where it fails, none of its output files is left behind. */
export async function runFfmpeg(
  program: string,
  { inputs, outputs, otherwise }: FfmpegRun,
  { signal, progress }: RunOptions,
): Promise<void> {
  const paths = [...inputs, ...outputs].flatMap((file) => ('path' in file ? [file.path] : []))
  const written = outputs.flatMap((output) => ('path' in output ? [output.path] : []))
  const complaint: Complaint = { lines: [], paths, written }
  try {
    const ended = await runFluent(program, {
      inputs: inputs.map((input, index) => inputOf(input, index === 0 ? ALWAYS : [])),
      outputs: outputs.map(outputOf),
      signal,
      onLine: (line) => hear(line, complaint, progress),
    })
    const failure = complain(complaint, ended, otherwise)
    if (failure) throw failure
  } catch (error) {
    await Promise.all(written.map((path) => rm(path, { force: true }).catch(() => undefined)))
    throw error
  }
}

/** For the whole run. Progress goes to standard error, for standard output may carry samples. */
const ALWAYS = [...BOUNDED, '-nostdin', '-y', '-v', 'error', '-nostats', '-progress', 'pipe:2']

function inputOf(input: FfmpegInput, always: readonly string[]) {
  if ('blocks' in input) return { options: [...always, ...input.options], source: input.blocks }
  const options = [...always, ...LOCAL_ONLY, ...(input.options ?? [])]
  // The protocol is named, so that no part of a file's name is taken for one.
  return { options, source: `file:${input.path}` }
}

/** A playlist in a recording's clothes is refused, and no format reads from elsewhere. */
const LOCAL_ONLY = ['-protocol_whitelist', 'file,pipe', '-format_whitelist', readableFormats()]

function outputOf(output: FfmpegOutput) {
  const keepsTags = 'keepsTags' in output && output.keepsTags
  const options = [...(keepsTags ? [] : NO_TAGS), ...BARE, ...output.options]
  return { options, target: 'pipe' in output ? output.pipe : `file:${output.path}` }
}

/** No tags of the source. */
const NO_TAGS = ['-map_metadata', '-1', '-map_chapters', '-1']

/** No encoder's name, no date: the same samples always give the same bytes. */
const BARE = ['-fflags', '+bitexact', '-flags:a', '+bitexact']

function hear(line: string, complaint: { lines: string[] }, progress: RunOptions['progress']): void {
  const report = /^([a-z0-9_]+)=\s*(\S*)\s*$/.exec(line)
  if (!report) {
    complaint.lines.push(line)
    // ffmpeg may say the same of every packet of a broken file.
    if (complaint.lines.length > 40) complaint.lines.splice(20, 1)
    return
  }
  // Microseconds, whatever it is called; out_time_us is not known to older builds.
  const seconds = report[1] === 'out_time_ms' ? Number(report[2]) / 1e6 : Number.NaN
  if (seconds >= 0) progress?.(seconds)
}
