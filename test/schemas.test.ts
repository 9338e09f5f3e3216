import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { EventsFit } from '../tools/event-schema.ts'
import { jsonSchemas, SCHEMAS_FOLDER } from '../tools/schemas.ts'

test('the schemas in docs are those of the code; else run: node tools/schemas.ts', async () => {
  const published = (await readdir(SCHEMAS_FOLDER)).map(async (name) => {
    return [name, JSON.parse(await readFile(join(SCHEMAS_FOLDER, name), 'utf8'))] as const
  })
  expect(Object.fromEntries(await Promise.all(published))).toEqual(jsonSchemas())
})

test('the events are those that are written: the compiler looks', () => {
  const fit: EventsFit = [true, true]
  expect(fit).toEqual([true, true])
})

test('they take what a later version adds, and refuse what is missing or wrong', () => {
  const events = z.fromJSONSchema(jsonSchemas()['events.json'] as Parameters<typeof z.fromJSONSchema>[0])
  const warning = { event: 'warning', language: null, message: 'soft' }
  expect(events.safeParse({ ...warning, since: 2 }).success).toBe(true)
  expect(events.safeParse({ ...warning, language: 3 }).success).toBe(false)
  expect(events.safeParse({ event: 'warning', language: 'es' }).success).toBe(false)
  expect(events.safeParse({ event: 'no-such-event' }).success).toBe(false)
})
