import { z } from '@hono/zod-openapi'

/** Faults that one question is told of at most. */
export const MOST_FAULTS = 50
/** Up to so many entries are read all at once: their faults cannot become a flood. */
const FEW = 500

type Container = z.ZodArray | z.ZodRecord
type Fault = z.core.$ZodRawIssue

/**
 * A list or record of at most `most` entries. They are counted before any is read, and where they may be many, read one after
 * another until there are faults enough: a body full of faults must not keep the process from everybody else.
 */
export function bounded<Schema extends Container>(whole: Schema, most: number) {
  return z.preprocess((given, context) => {
    for (const fault of faultsOf(given, whole, most)) context.issues.push(fault)
    return given
  }, whole)
}

function faultsOf(given: unknown, whole: Container, most: number): Fault[] {
  // What is no such thing at all, the schema says in its own words.
  if (typeof given !== 'object' || given === null || Array.isArray(given) !== whole instanceof z.ZodArray) return []
  const names = Object.keys(given)
  if (names.length > most)
    return [{ code: 'custom', message: `It has ${names.length} entries; at most ${most} are taken.`, input: given }]
  if (most <= FEW) return []
  const faults: Fault[] = []
  for (const name of names) {
    if (faults.length >= MOST_FAULTS) break
    faults.push(...faultsAt(name, (given as Readonly<Record<string, unknown>>)[name], whole))
  }
  return faults.slice(0, MOST_FAULTS)
}

function faultsAt(name: string, value: unknown, whole: Container): Fault[] {
  if (whole instanceof z.ZodRecord) return faultsIn(whole.safeParse({ [name]: value }), [])
  return faultsIn(z.safeParse(whole.element, value), [Number(name)])
}

function faultsIn({ error }: z.ZodSafeParseResult<unknown>, place: readonly PropertyKey[]): Fault[] {
  return (error?.issues ?? []).map((issue) => ({ ...issue, input: undefined, path: [...place, ...issue.path] }))
}
