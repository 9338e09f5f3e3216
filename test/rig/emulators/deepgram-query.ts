import { badQuery } from './deepgram-refusals.ts'
import type { Answer } from './faults.ts'

/** What a parameter may be. `many`: it may be said more than once. */
export type Parameter = { readonly is: RegExp; readonly many?: true }
export type Parameters = { readonly [name: string]: Parameter }

export const BOOLEAN = /^(?:true|false)$/
export const NUMBER = /^\d+(?:\.\d+)?$/
export const INTEGER = /^\d+$/
export const TEXT = /\S/s

/** Refuses a query with unknown, repeated or unreadable parameters. The vendor lets some of it pass: a test should not. */
export function refuseQuery(query: URLSearchParams, parameters: Parameters): Answer | undefined {
  for (const name of new Set(query.keys())) {
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    if (parameter === undefined) return badQuery(`Failed to deserialize query parameters: unknown field \`${name}\`.`)
    const values = query.getAll(name)
    if (values.length > 1 && !parameter.many) {
      return badQuery(`Failed to deserialize query parameters: duplicate field \`${name}\`.`)
    }
    if (!values.every((value) => parameter.is.test(value))) {
      return badQuery(`Failed to deserialize query parameters: ${name}: invalid value.`)
    }
  }
  return undefined
}

export function isOn(query: URLSearchParams, name: string): boolean {
  return query.get(name) === 'true'
}
