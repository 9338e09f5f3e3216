import { z } from 'zod'
import { AUDIO_FORMATS, ENGINES, REGISTERS, SYNCS } from '../dub/request.ts'
import { Failure } from '../failure.ts'
import type { DubOptions, DubSettings } from './options.ts'

const text = z.string().min(1)
const named = text.optional()
const yes = z.boolean().optional()

const schema = z.strictObject({
  file: text,
  languages: z.array(text).min(1).readonly(),
  out: named,
  from: named,
  background: named,
  transcript: named,
  scripts: z.record(text, text).optional(),
  engine: z.enum(ENGINES).optional(),
  stt: named,
  llm: named,
  tts: named,
  voices: z.record(text, text).optional(),
  glossary: named,
  register: z.enum(REGISTERS).optional(),
  context: named,
  format: z.enum(AUDIO_FORMATS).optional(),
  maxRate: z.number().min(1).max(2).optional(),
  strict: yes,
  sync: z.enum(SYNCS).optional(),
  keepOriginal: z.number().min(-60).max(-12).optional(),
  keepOriginalTrack: yes,
  multitrack: yes,
  burnCaptions: yes,
  youtube: yes,
  take: z.int().min(1).optional(),
  until: z.enum(['transcribe', 'translate']).optional(),
  maxCost: z.number().min(0).optional(),
  maxHours: z.number().positive().optional(),
  settings: z
    .strictObject({
      home: named,
      ffmpegPath: named,
      deepgramApiKey: named,
      deepgramBaseUrl: named,
      openaiApiKey: named,
      openaiBaseUrl: named,
      sttBaseUrl: named,
      llmBaseUrl: named,
      ttsBaseUrl: named,
      localApiKey: named,
    } satisfies Record<keyof DubSettings, unknown>)
    .optional(),
  signal: z.instanceof(AbortSignal).optional(),
  on: z.function().optional(),
} satisfies Record<keyof DubOptions, unknown>)

/**
 * Looks at what may come from JavaScript, which no compiler has looked at.
 * @throws {Failure} `usage`, naming the option that is wrong.
 */
export function checkOptions(options: DubOptions): void {
  const { error } = schema.safeParse(options)
  if (!error) return
  const [issue] = error.issues
  const where = issue?.path.length ? `its option ${JSON.stringify(issue.path.join('.'))}` : 'its options'
  throw new Failure('usage', `dub() does not take ${where}: ${issue?.message}.`, { hint: 'See docs/library.md.' })
}
