import type { FakeService } from '../rig/fake-service.ts'

type Asking = { readonly as?: string | null; readonly body?: unknown; readonly headers?: Record<string, string> }

/** Asks the API as Ann, unless told otherwise: `ask(service, 'GET /api/jobs')`. A body is sent as JSON. */
export async function ask(
  { api }: Pick<FakeService, 'api'>,
  question: string,
  { as = 'ann', body, headers = {} }: Asking = {},
): Promise<Response> {
  const [method = '', path = ''] = question.split(' ')
  return api.request(path, {
    method,
    headers: {
      ...(as !== null && { authorization: `Bearer ${as}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
}

/** What is answered, read as JSON. */
export async function told(response: Response): Promise<Record<string, unknown>> {
  return (await response.json()) as Record<string, unknown>
}
