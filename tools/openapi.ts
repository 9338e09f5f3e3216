import { spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createApi } from '../src/api/app.ts'
import { USUAL_LIMITS } from '../src/api/limits.ts'
import type { ApiParts } from '../src/api/parts.ts'
import { packageVersion } from '../src/app.ts'
import { Failure } from '../src/failure.ts'

const clone = join(import.meta.dirname, '..')
export const OPENAPI_FILE = join(clone, 'docs/openapi.json')

/** The API's description, as `/openapi.json` answers it. */
export async function openApiDocument(): Promise<unknown> {
  const response = await createApi({ ...NOBODY, version: await packageVersion() }).request('/openapi.json')
  return response.json()
}

const nobody = (): never => {
  throw new Failure('internal', 'The API is only described: nobody is there to be asked.')
}

/** What the API works with, where it is only described. */
const NOBODY: Omit<ApiParts, 'version'> = {
  clock: { now: () => 0 },
  verify: nobody,
  jobsOf: nobody,
  objects: {
    uploadUrl: nobody,
    downloadUrl: nobody,
    downloadUrls: nobody,
    info: nobody,
    download: nobody,
    upload: nobody,
    remove: nobody,
    ready: nobody,
  },
  queue: { add: nobody, cancel: nobody },
  follow: nobody,
  checkUpload: nobody,
  plan: nobody,
  ready: {},
  limits: USUAL_LIMITS,
  corsOrigins: [],
  log: () => {},
  closing: new AbortController().signal,
}

if (import.meta.main) {
  await writeFile(OPENAPI_FILE, JSON.stringify(await openApiDocument(), null, 2))
  const { status } = spawnSync(join(clone, 'node_modules/.bin/biome'), ['format', '--write', OPENAPI_FILE])
  process.exitCode = status ?? 1
}
