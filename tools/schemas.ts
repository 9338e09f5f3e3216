import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { manifestSchema } from '../src/dub/manifest.ts'
import { scriptSchema } from '../src/dub/script.ts'
import { summarySchema } from '../src/dub/summary.ts'
import { eventSchema } from './event-schema.ts'

const clone = join(import.meta.dirname, '..')
export const SCHEMAS_FOLDER = join(clone, 'docs/schemas')

const SCHEMAS = {
  manifest: {
    schema: manifestSchema,
    about: 'manifest.json: what was asked, what was delivered, how well it fits, and what it cost.',
  },
  script: {
    schema: scriptSchema,
    about: 'script.json: the lines in the target language. `text` is what is spoken, and may be edited.',
  },
  summary: { schema: summarySchema, about: 'summary.json: what became of every file of a batch.' },
  events: {
    schema: eventSchema,
    about:
      'One line of `ytdub dub --json` or `ytdub batch --json`. The last one is `job-finished` or `batch-finished`, or ' +
      '`error` where nothing was begun. In a batch the events of a job have its file.',
  },
}

/** The JSON Schemas of what ytdub writes for scripts, by file name. They let through what later versions may add. */
export function jsonSchemas(): { readonly [name: string]: object } {
  const told = Object.entries(SCHEMAS).map(([name, { schema, about }]) => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' })
    return [`${name}.json`, { $schema, title: `ytdub ${name}`, description: about, ...rest }]
  })
  return Object.fromEntries(told)
}

if (import.meta.main) {
  await mkdir(SCHEMAS_FOLDER, { recursive: true })
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    await writeFile(join(SCHEMAS_FOLDER, name), JSON.stringify(schema, null, 2))
  }
  const { status } = spawnSync(join(clone, 'node_modules/.bin/biome'), ['format', '--write', SCHEMAS_FOLDER])
  process.exitCode = status ?? 1
}
