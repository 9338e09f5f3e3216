import { readFile, writeFile } from 'node:fs/promises'
import { type AxiosResponse, isAxiosError } from 'axios'
import { type Document, OpenAPIClientAxios } from 'openapi-client-axios'
import { expect, test } from 'vitest'
import { OPENAPI_FILE } from '../../tools/openapi.ts'
import { mp3 } from '../rig/fake-service.ts'
import { openWholeApi } from '../rig/whole-api.ts'

type Asked = readonly [parameters?: Readonly<Record<string, string>> | null, body?: unknown]

/** A client that is made of docs/openapi.json and of nothing else: a function for each operation, by its id. */
async function clientFor(url: string, token?: string) {
  const definition = JSON.parse(await readFile(OPENAPI_FILE, 'utf8')) as Document
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const api = new OpenAPIClientAxios({ definition, axiosConfigDefaults: { baseURL: url, headers, maxRedirects: 0 } })
  const client = await api.init()
  const asked = new Set<string>()
  return {
    asked,
    operations: api.getOperations().map(({ operationId = '' }) => operationId),
    /** @returns the answer, which the document must name. */
    ask: async (operation: string, ...[parameters, body]: Asked): Promise<AxiosResponse> => {
      asked.add(operation)
      const act = client[operation]
      if (!act) throw new Error(`The document has no ${operation}.`)
      const answer = await act(parameters ?? {}, body).catch((error: unknown) => {
        if (isAxiosError(error) && error.response) return error.response
        throw error
      })
      const promised = Object.keys(api.getOperation(operation)?.responses ?? {})
      expect([operation, promised]).toEqual([operation, expect.arrayContaining([String(answer.status)])])
      return answer
    },
  }
}

async function ownerOf({ stores }: Awaited<ReturnType<typeof openWholeApi>>): Promise<string> {
  const { rows } = await stores.database.query<{ readonly id: string }>('select id from public.users')
  return rows[0]?.id ?? ''
}

function artifactAt(path: string) {
  const about = { language: 'es', type: 'full_mix', bytes: 3, mime: 'audio/mp4', checksum: 'a'.repeat(64) }
  return { ...about, path, file: 'es/talk-es-full_mix.m4a' }
}

test('a client that is generated from the document can do all that the API offers', async () => {
  await using service = await openWholeApi()
  const { stores } = service
  const { ask, asked, operations } = await clientFor(service.url, await service.tokenFor('ann@example.com'))
  const about = async (operation: string, ...more: Asked) => (await ask(operation, ...more)).data as unknown

  const languages = ['es']
  const opened = (await about('openUpload', null, { languages, voice_track_name: 'talk.mp3' })) as {
    readonly job_id: string
    readonly upload_urls: { readonly voice_track: string }
  }
  const { job_id: id } = opened
  await fetch(opened.upload_urls.voice_track, { method: 'PUT', body: mp3() as Uint8Array<ArrayBuffer> })
  const submission = { job_id: id, voice_track_uploaded: true, languages }
  expect(await about('submitJob', null, submission)).toEqual({ job_id: id })
  expect(await about('listJobs')).toMatchObject([{ id, status: 'pending' }])
  expect(await about('getJob', { id })).toMatchObject({ id })
  await stores.fleet.begin(id, 'es', 'w')
  const path = `artifacts/${await ownerOf(service)}/${id}/es/full_mix.m4a`
  const [mix, signal] = [service.fake.home.at('mix.m4a'), new AbortController().signal]
  await writeFile(mix, 'mix')
  await service.objects.upload(path, mix, { type: 'audio/mp4', signal })
  const artifacts = [artifactAt(path)]
  await stores.fleet.end(id, 'es', { code: null, message: 'done', outcome: null, artifacts })
  const there = await about('downloadFiles', { id, lang: 'es', type: 'full_mix', redirect: 'false' })
  expect(JSON.stringify(there)).toContain('talk-es-full_mix.m4a')
  expect((await ask('cancelJob', { id })).status).toBeLessThan(300)
  await stores.fleet.settle(id, { status: 'error', code: 'cancelled', message: 'cancelled' })
  expect(await about('followJob', { id })).toContain('"code":"cancelled"')
  expect((await ask('retryJob', { id })).status).toBeLessThan(300)
  expect((await ask('deleteJob', { id })).status).toBe(204)
  expect((await ask('getJob', { id })).status).toBe(404)
  expect(await about('purge', null, { older_than_hours: 48, dry_run: true })).toMatchObject({
    artifacts: 0,
    answers: 0,
  })
  expect(await about('getMe')).toMatchObject({ email: 'ann@example.com' })
  for (const open of ['getRoot', 'getHealth', 'getReady', 'getMetrics']) expect((await ask(open)).status).toBe(200)
  expect([...asked].toSorted()).toEqual(operations.toSorted())
  const stranger = await clientFor(service.url)
  expect((await stranger.ask('listJobs')).status).toBe(401)
})
