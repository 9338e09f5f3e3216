import type { DubRequest, Edits } from '../../dub/request.ts'
import type { Script } from '../../dub/script.ts'
import type { Line, Transcript } from '../../dub/speech.ts'
import type { Doubt, LineToTranslate, Translated } from '../../ports/providers.ts'
import { budgets } from '../../timing/budget.ts'
import { charactersFor } from '../../wording/pace.ts'
import { tellDoubt } from '../../wording/tell-doubt.ts'
import type { Answers, Run } from '../run.ts'
import { translate } from '../stages/translate.ts'
import { TRANSLATOR_QUEUE } from '../translator-queue.ts'
import { givenWordings } from './given-wordings.ts'
import { termsFor } from './terms-for.ts'

type Parts = {
  readonly language: string
  readonly transcript: Transcript
  /** Seconds of the source. */
  readonly duration: number
  readonly request: DubRequest
  readonly warn: (message: string) => void
}

/**
 * The lines in a target language: the translator's wording, or that of the translation which a person gives; and a person's
 * own where they edited it. An edit that was
 * made for another source text is left out, and said.
 * @throws {Failure} of the first batch that could not be translated; the others are finished and kept.
 */
export async function writeScript(parts: Parts, run: Run): Promise<Script> {
  const translated = givenWordings(parts) ?? (await translateAll(parts, run))
  sayLeftOut(parts.request.edits[parts.language] ?? {}, parts.transcript, parts.warn)
  return scriptOf(parts, translated)
}

/** The script that these translations make, with a person's edits in their places. */
export function scriptOf(
  { language, transcript, request }: Omit<Parts, 'warn'>,
  translated: readonly string[],
): Script {
  const { language: from, lines } = transcript
  const edits = request.edits[language] ?? {}
  const script = lines.map(({ id, start, end, speaker, text: source }, index) => {
    const own = translated[index] ?? ''
    const edit = edits[id]?.source === source ? edits[id] : undefined
    const { text = own, voice, take, approved } = edit ?? {}
    const wishes = {
      ...(voice !== undefined && { voice }),
      ...(take !== undefined && { take }),
      ...(approved === true && { approved }),
    }
    const delivered = text === own ? {} : { delivered: text }
    return { id, start, end, speaker, source, translated: own, text, ...wishes, ...delivered }
  })
  return { script: 1, from, language, lines: script }
}

async function translateAll(parts: Parts, run: Run): Promise<string[]> {
  const { language, request, warn } = parts
  const { width } = run.providers.translator(request.translator.id)
  const texts = new Map<number, string>()
  let questions = translationQuestions(parts, run)
  const total = questions.length
  while (questions.length > 0) {
    const asked = questions
    const onDone = (done: number) =>
      run.emit({ event: 'stage', language, stage: 'translating', done: Math.min(done, total), total })
    onDone(0)
    const line = (index: number) => asked[index]?.lines[0]?.id ?? null
    const { answers, failures }: Answers<Translated> = await run.each(translate, asked, {
      width,
      queue: TRANSLATOR_QUEUE,
      line,
      onDone,
    })
    if (failures[0]) throw failures[0].failure
    for (const [index, { lines }] of asked.entries()) {
      const { texts: given = [], doubts = [] } = answers[index] ?? {}
      for (const [at, line] of lines.entries()) {
        const translated = given[at] ?? ''
        texts.set(line.id, translated)
        for (const { what } of doubts.filter(({ id }) => id === line.id)) {
          warn(tellDoubt({ line, translated, what }, { to: language, glossary: request.glossary }))
        }
      }
    }
    questions = asked.flatMap((question, index) => leftOf(question, answers[index]?.left ?? []))
  }
  return parts.transcript.lines.map(({ id }) => texts.get(id) ?? '')
}

/** The lines of a batch that came back without a translation: asked for by themselves, while the others are kept. */
function leftOf(question: Question, left: readonly Doubt[]): Question[] {
  if (left.length === 0) return []
  return [{ ...question, lines: question.lines.filter(({ id }) => left.some((doubt) => doubt.id === id)) }]
}

type Question = ReturnType<typeof translationQuestions>[number]

/** What the translator is asked: so many lines at a time, with those around them, and the terms that occur in them. */
export function translationQuestions({ language, transcript, duration, request }: Omit<Parts, 'warn'>, run: Run) {
  const { language: from, lines } = transcript
  const { translator: by, register, context } = request
  const { batch } = run.providers.translator(by.id)
  const timed = linesToTranslate(lines, language, duration)
  const texts = lines.map(({ text }) => text)
  const starts = Array.from({ length: Math.ceil(lines.length / batch.lines) }, (_, index) => index * batch.lines)
  return starts.map((start) => {
    const end = Math.min(lines.length, start + batch.lines)
    return {
      lines: timed.slice(start, end),
      before: texts.slice(Math.max(0, start - batch.around), start),
      after: texts.slice(end, end + batch.around),
      from,
      to: language,
      glossary: termsFor(texts.slice(start, end), language, request.glossary),
      register,
      context,
      by,
    }
  })
}

function linesToTranslate(lines: readonly Line[], language: string, duration: number): LineToTranslate[] {
  const seconds = budgets(lines, duration)
  return lines.map(({ id, text, speaker }, index) => {
    const time = Math.round((seconds[index] ?? 0) * 100) / 100
    return { id, text, speaker, seconds: time, characters: charactersFor(time, language) }
  })
}

function sayLeftOut(edits: Edits[string], { lines }: Transcript, warn: (message: string) => void): void {
  const sources = new Map(lines.map(({ id, text }) => [String(id), text]))
  const left = Object.keys(edits).filter((id) => edits[id]?.source !== sources.get(id))
  if (left.length === 0) return
  warn(
    `Edits of lines that are now others were left out (${left.join(', ')}). They are kept beside the script, in script.left-out-….json.`,
  )
}
