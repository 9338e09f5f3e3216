import type { Hook, z } from '@hono/zod-openapi'
import { MOST_FAULTS } from './bounded.ts'
import type { ApiEnv } from './env.ts'
import { problem } from './problem.ts'

type Wrong = { readonly field: string; readonly message: string }

/**
 * Answers a question that is not understood, with every field that is wrong: the first of them, where they are many. An id
 * that cannot be is one that is not there.
 */
export const refuseInvalid: Hook<unknown, ApiEnv, string, void> = (result) => {
  if (result.success) return
  if (result.target === 'param') throw problem(404, { error: 'not_found', message: 'There is no such job.' })
  const details = result.error.issues.slice(0, MOST_FAULTS).flatMap(wrongIn).slice(0, MOST_FAULTS)
  const message = details.map(({ field, message: what }) => `${field}: ${what}`).join(' ')
  throw problem(400, { error: 'validation', message, details })
}

type Issue = z.core.$ZodIssue

function wrongIn(issue: Issue): Wrong[] {
  const where = issue.path.map(String)
  if (issue.code === 'unrecognized_keys') {
    return issue.keys
      .slice(0, MOST_FAULTS)
      .map((key) => ({ field: nameOf([...where, key]), message: 'There is no such field.' }))
  }
  // What is wrong with a name within a record is told within.
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({ field: nameOf(where), message: sentence(message) }))
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined')
  return [{ field: nameOf(where), message: missing ? 'It is missing.' : sentence(issue.message) }]
}

/** So that those of several fields do not run together. */
function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** A user's own names of fields are told no longer than they need to be. */
function nameOf(path: readonly string[]): string {
  return path.join('.').slice(0, 200).toWellFormed().replaceAll('\0', '\u{fffd}') || 'body'
}
