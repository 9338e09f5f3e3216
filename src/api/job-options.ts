import { z } from '@hono/zod-openapi'
import { AUDIO_FORMATS, ENGINES, type LineEdit, REGISTERS, SYNCS } from '../dub/request.ts'
import type { RequestWish } from '../jobs/plan-request.ts'
import { bounded } from './bounded.ts'
import { language, MOST_LANGUAGES, sha256, text } from './schemas.ts'

const MOST_TERMS = 5000
const MOST_VOICES = 500
/** More than anybody says in the longest recording that is taken. */
const MOST_LINES = 20_000

const short = text(10_000).min(1)
/** One more than the languages: for every one. */
const forLanguage = bounded(z.record(text(35), short), MOST_LANGUAGES + 1)

const term = z.strictObject({
  term: short,
  translations: forLanguage.default({}).openapi({ description: 'By language; `*` for every one' }),
  said: forLanguage.default({}).openapi({ description: 'How it is written for a voice to say it right, by language' }),
  note: short.nullable().default(null),
})

const edit = z
  .strictObject({
    source: text(10_000),
    text: text(10_000).trim().min(1).optional(),
    voice: text(200).min(1).optional(),
    take: z.int().min(1).max(1000).optional(),
    approved: z.literal(true).optional(),
  })
  .refine((edit) => Object.keys(edit).length > 1, { error: 'It says nothing of how the line should be.' })
  .transform((edit) => edit as LineEdit) // JSON has no undefined: what is not there is left out.

/** A language, or a language and a speaker, in its one spelling. */
const voiceTarget = text(50).transform((target, context) => {
  const [, tag = '', speaker = ''] = /^([^:=]+)(:[1-9]\d*)?$/.exec(target) ?? []
  const message = 'Write a language, or a language and a speaker (from 1): es, es:2.'
  const read = tag === '' ? { error: { issues: [{ message }] } } : language.safeParse(tag)
  if (read.error === undefined) return `${read.data}${speaker}`
  for (const { message: what } of read.error.issues) context.addIssue({ code: 'custom', message: what })
  return z.NEVER
})
const lines = bounded(z.record(z.string().regex(/^[1-9]\d{0,8}$/), edit), MOST_LINES)

/** What decides which languages can be served. */
export const howDubbed = {
  engine: z.enum(ENGINES).optional(),
  from: language.optional().openapi({ type: 'string', description: 'The language that is spoken; else found out' }),
}

/** Counted before any is read, those of all languages together. */
function refuseTooManyLines(given: unknown, context: z.core.$RefinementCtx): unknown {
  const languages = typeof given === 'object' && given !== null ? Object.values(given) : []
  const count = languages.reduce<number>((sum, each) => sum + Object.keys(Object(each)).length, 0)
  if (count > MOST_LINES) {
    const message = `It has ${count} lines, all languages together; at most ${MOST_LINES} are taken.`
    context.issues.push({ code: 'custom', message, input: given })
  }
  return given
}

/** How a job is to be dubbed: the flags of `ytdub dub`, with the same choices where nothing is said. */
export const jobOptions = z
  .strictObject({
    engine: howDubbed.engine.default('auto'),
    from: howDubbed.from,
    voices: bounded(z.record(voiceTarget, text(200).min(1)), MOST_VOICES)
      .default({})
      .openapi({
        description: 'A voice by language, or by language and speaker',
        example: { es: 'celeste', 'fr:2': 'hector' },
      }),
    glossary: bounded(z.array(term).max(MOST_TERMS), MOST_TERMS).default([]),
    register: z.enum(REGISTERS).optional(),
    context: text(10_000).optional().openapi({ description: 'What the recording is about, for the translator' }),
    format: z.enum(AUDIO_FORMATS).default('m4a'),
    max_rate: z.number().min(1).max(2).default(1.25),
    strict: z.boolean().default(false),
    sync: z.enum(SYNCS).default('natural'),
    keep_original: z
      .number()
      .min(-60)
      .max(-12)
      .nullable()
      .default(null)
      .openapi({ description: 'dB beneath the voice' }),
    keep_original_track: z.boolean().default(false),
    multitrack: z.boolean().default(false),
    burn_captions: z.boolean().default(false),
    youtube: z.boolean().default(false),
    take: z.int().min(1).max(1000).default(1),
    edits: z
      .preprocess(refuseTooManyLines, bounded(z.record(text(35), lines), MOST_LANGUAGES))
      .default({})
      .openapi({
        description:
          'A person’s own wording, voice or take of a line, by language and line, with the source text it was made for',
      }),
    voice_track_sha256: sha256.optional(),
    background_track_sha256: sha256.optional(),
  })
  .refine(({ youtube, format }) => !(youtube && format === 'opus'), {
    path: ['format'],
    message: 'YouTube takes no Opus files: choose m4a, mp3, wav or flac.',
    // Also where another option is wrong: all that is are named at once.
    when: ({ value }) => typeof value === 'object' && value !== null,
  })
  .openapi('JobOptions')

type JobOptions = z.output<typeof jobOptions>

/** The options as a wish. Who does which trade, and with which model, is the service's to choose. */
export function wishOf(options: JobOptions, languages: readonly string[]): RequestWish {
  return {
    languages,
    from: options.from,
    engine: options.engine,
    instead: {},
    voices: Object.entries(options.voices).map(([target, voice]) => `${target}=${voice}`),
    glossary: options.glossary,
    register: options.register,
    context: options.context,
    format: options.format,
    maxRate: options.max_rate,
    strict: options.strict,
    sync: options.sync,
    keepOriginal: options.keep_original,
    keepOriginalTrack: options.keep_original_track,
    multitrack: options.multitrack,
    burnCaptions: options.burn_captions,
    youtube: options.youtube,
    take: options.take,
  }
}
