import type { OpenAPIHono } from '@hono/zod-openapi'
import type { ApiEnv } from './env.ts'

/** The API's description (OpenAPI 3.1), as the routes declare it. */
export function documentOf(app: OpenAPIHono<ApiEnv>, version: string) {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'ytdub',
      version,
      description:
        'Dubs recordings into other languages. Make a job and PUT its tracks to the URLs of the answer, submit it, follow it, download what came out. Every path is also taken with a slash at its end.',
      license: { name: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [{ name: 'Jobs' }, { name: 'Users' }, { name: 'Service' }],
  })
  nameRequests(document)
  return document
}

/** Every answer, whatever it is, says by which id the question is written down. */
function nameRequests({ paths = {}, components = {} }: ReturnType<OpenAPIHono['getOpenAPI31Document']>): void {
  components.headers = {
    ...components.headers,
    RequestId: { description: 'By this id the service has the question in its log', schema: { type: 'string' } },
  }
  for (const { get, post, delete: remove } of Object.values(paths)) {
    for (const response of [get, post, remove].flatMap((operation) => Object.values(operation?.responses ?? {}))) {
      response.headers = { ...response.headers, 'x-request-id': { $ref: '#/components/headers/RequestId' } }
    }
  }
}

/** How callers say who they are. */
export function addSecurity(app: OpenAPIHono<ApiEnv>): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'The access token of a Supabase session',
  })
}
