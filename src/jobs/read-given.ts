import { basename } from 'node:path'
import { parseLanguage } from '../dub/language.ts'
import type { GivenScript } from '../dub/request.ts'
import type { Cue, Line } from '../dub/speech.ts'
import { Failure } from '../failure.ts'
import { joinRows } from '../timing/join-rows.ts'
import { parseSubtitles } from '../timing/subtitles.ts'
import { readText } from './read-text.ts'

/** What a person gives instead of having it worked out. */
export type Given = {
  /** `language` is null where the file does not say. */
  readonly transcript?: { readonly name: string; readonly language: string | null; readonly lines: readonly Line[] }
  /** By language. */
  readonly scripts?: { readonly [language: string]: GivenScript }
}

/**
 * Reads what a person gives: a transcript (SubRip, WebVTT or `transcript.json`), and translations as `es=talk.es.srt`.
 * @throws {Failure} `usage`, where what is asked is malformed; `input`, where a file cannot be used.
 */
export async function readGiven(transcript: string | undefined, scripts: readonly string[]): Promise<Given> {
  const named: Record<string, GivenScript> = {}
  for (const text of scripts.flatMap(parted)) {
    const { language, file } = parseScript(text)
    if (named[language]) throw new Failure('usage', `--script names ${language} twice.`, { hint: 'Name it once.' })
    named[language] = {
      name: basename(file),
      cues: cuesOf(await readText(file, 'script'), `script ${JSON.stringify(file)}`),
    }
  }
  return {
    ...(transcript !== undefined && { transcript: await readTranscript(transcript) }),
    ...(scripts.length > 0 && { scripts: named }),
  }
}

/** A comma may be part of a file's name: it parts two only where a language follows. */
function parted(text: string): string[] {
  return text.split(/,(?=\s*[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*=)/)
}

function parseScript(text: string): { readonly language: string; readonly file: string } {
  const [, tag, file] = /^\s*([^=]+)=(.+)$/.exec(text) ?? []
  if (tag !== undefined && file !== undefined) return { language: parseLanguage(tag), file }
  throw new Failure('usage', `--script ${JSON.stringify(text)} does not say which language it is in.`, {
    hint: 'Write LANGUAGE=FILE, e.g. --script es=talk.es.srt',
  })
}

async function readTranscript(file: string): Promise<NonNullable<Given['transcript']>> {
  const shown = `transcript ${JSON.stringify(file)}`
  const text = await readText(file, 'transcript')
  const name = basename(file)
  if (/^\s*\{/.test(text) || name.toLowerCase().endsWith('.json')) {
    const { parseTranscript } = await import('./parse-transcript.ts')
    return { name, ...parseTranscript(text, shown) }
  }
  const lines = cuesOf(text, shown).map((cue, index) => ({ id: index + 1, ...cue, speaker: 0 }))
  return { name, language: null, lines }
}

/** The captions of a file, each a cue. @throws {Failure} `input`, where there are none, or one lasts no time. */
function cuesOf(text: string, shown: string): Cue[] {
  const cues = parseSubtitles(text).map(({ start, end, rows }) => ({ start, end, text: joinRows(rows) }))
  if (cues.length === 0) {
    throw new Failure('input', `The ${shown} has no captions in it.`, {
      hint: 'It takes SubRip (.srt) or WebVTT (.vtt).',
    })
  }
  const empty = cues.find(({ start, end }) => end <= start)
  if (empty === undefined) return cues
  throw new Failure('input', `In the ${shown} the cue at ${empty.start.toFixed(3)} s ends before it begins.`, {
    hint: 'Correct its times.',
  })
}
