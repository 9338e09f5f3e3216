import { stepShorter } from '../../wording/shorter-by.ts'
import type { Run } from '../run.ts'
import { shorten } from '../stages/shorten.ts'
import { type LongLine, type Parts, shortenQuestion } from './shorten-question.ts'

/**
 * What is asked about lines that are too long, in order. Where a line has moved by so little that a wording one step
 * shorter is remembered, that one is asked for: it fits as well, is paid for, and a person may have looked it over.
 */
export async function questionsAskedBefore(long: readonly LongLine[], parts: Parts, run: Run) {
  return Promise.all(
    long.map(async (line) => {
      const shorter = stepShorter(line.wording, line)
      const question = shortenQuestion(line, parts, run)
      if (shorter === undefined || (await run.recall(shorten, question)) !== undefined) return question
      const stricter = shortenQuestion({ ...line, ...shorter }, parts, run)
      return (await run.recall(shorten, stricter))?.texts[0] ? stricter : question
    }),
  )
}
