import { stepShorter } from '../../wording/shorter-by.ts'
import type { Run } from '../run.ts'
import { shorten } from '../stages/shorten.ts'
import { type LongLine, type Parts, shortenQuestions } from './shorten-questions.ts'

/**
 * What is asked about lines that are too long, in order. Where a line has moved by so little that a wording one step
 * shorter is remembered, that one is asked for: it fits as well, is paid for, and a person may have looked it over.
 */
export async function questionsAskedBefore(long: readonly LongLine[], parts: Parts, run: Run) {
  return Promise.all(
    long.map(async (line) => {
      const shorter = stepShorter(line.wording, line)
      const question = shortenQuestions([line], parts, run)[0]!
      if (shorter === undefined || (await run.recall(shorten, question)) !== undefined) return question
      const stricter = shortenQuestions([{ ...line, ...shorter }], parts, run)[0]!
      return (await run.recall(shorten, stricter))?.texts[0] ? stricter : question
    }),
  )
}
