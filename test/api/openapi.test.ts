import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { OPENAPI_FILE, openApiDocument } from '../../tools/openapi.ts'
import { openFakeService } from '../rig/fake-service.ts'
import { ask } from './ask.ts'

type Document = {
  readonly openapi: string
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { operationId: string; security?: unknown; responses: object }>>>
  >
}

test('the description in docs is that of the routes; else run: node tools/openapi.ts', async () => {
  expect(JSON.parse(await readFile(OPENAPI_FILE, 'utf8'))).toEqual(await openApiDocument())
})

test('it names every operation, what may be wrong with it, and which need a sign-in', async () => {
  const { openapi, paths } = (await openApiDocument()) as Document
  expect(openapi).toBe('3.1.0')
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.values(item).map((operation) => ({ path, ...operation })),
  )
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(15)
  for (const { path, security, responses } of operations) {
    expect([path, security !== undefined]).toEqual([path, path.startsWith('/api/')])
    if (security) expect(Object.keys(responses)).toEqual(expect.arrayContaining(['401', '429', '503']))
  }
})

test('it names the headers of answers, and what the service may answer to every question', async () => {
  const { paths } = (await openApiDocument()) as Document
  const methods = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { responses }]) => ({ path, method, responses })),
  )
  for (const { path, method, responses } of methods) {
    const named = { where: `${method} ${path}`, headers: headersOf(responses) }
    const statuses = Object.keys(responses)
    expect(statuses).toContain('500')
    expect([path, statuses.includes('429')]).toEqual([path, !['/health', '/ready'].includes(path)])
    if (path.startsWith('/api/') && method !== 'get') expect(statuses).toContain('413')
    for (const status of statuses) expect(named.headers[status]).toContain('x-request-id')
    if (statuses.includes('429')) expect(named.headers['429']).toContain('retry-after')
    if (path.startsWith('/api/')) expect(named.headers['503']).toContain('retry-after')
    if (path.startsWith('/api/')) expect(named.headers['401']).toContain('www-authenticate')
  }
  expect(headersOf(paths['/api/jobs']!['get']!.responses)['200']).toContain('x-total-count')
  expect(headersOf(paths['/api/jobs/{id}/download']!['get']!.responses)['302']).toContain('location')
})

function headersOf(responses: object): Readonly<Record<string, readonly string[]>> {
  const all = Object.entries(responses as Record<string, { readonly headers?: object }>)
  return Object.fromEntries(all.map(([status, { headers = {} }]) => [status, Object.keys(headers)]))
}

test('the page shows every operation and shape, and fetches nothing', async () => {
  await using service = await openFakeService()
  const page = await (await ask(service, 'GET /docs', { as: null })).text()
  const { paths } = (await openApiDocument()) as Document
  for (const path of Object.keys(paths)) expect(page).toContain(path)
  for (const name of ['Job', 'JobOptions', 'Artifact', 'Error']) expect(page).toContain(`id="schema-${name}"`)
  expect(page).not.toMatch(/<script|https?:\/\/|undefined/)
})
