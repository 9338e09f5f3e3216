import type { z } from 'zod'

/** What OpenAI answers instead of the thing asked for. */
export type OpenAIError = {
  readonly status: number
  readonly error: {
    readonly message: string
    readonly type: string
    readonly param: string | null
    readonly code: string | null
  }
}

/** The body is not as the API takes it. */
export function invalidRequest(message: string, param: string | null, code: string | null = null): OpenAIError {
  return { status: 400, error: { message, type: 'invalid_request_error', param, code } }
}

/** There is no such model, or not any more. */
export function noSuchModel(model: string): OpenAIError {
  const message = `The model \`${model}\` does not exist or you do not have access to it.`
  return { status: 404, error: { message, type: 'invalid_request_error', param: null, code: 'model_not_found' } }
}

/** The first thing that a body has wrong, in OpenAI's words. */
export function firstIssue({ issues }: z.ZodError): OpenAIError {
  const [issue] = issues
  if (issue === undefined) return invalidRequest('Invalid request.', null)
  const param = issue.path.map((part, index) => nameOf(part, index)).join('')
  if (issue.code === 'unrecognized_keys') {
    const name = [...(param === '' ? [] : [param]), issue.keys[0]].join('.')
    return invalidRequest(`Unknown parameter: '${name}'.`, name, 'unknown_parameter')
  }
  if (issue.code === 'invalid_type' && issue.input === undefined && issue.message.includes('undefined')) {
    return invalidRequest(`Missing required parameter: '${param}'.`, param, 'missing_required_parameter')
  }
  if (issue.code === 'invalid_type') {
    return invalidRequest(`Invalid type for '${param}': expected ${issue.expected}.`, param, 'invalid_type')
  }
  return invalidRequest(`Invalid value for '${param}': ${issue.message}.`, param, 'invalid_value')
}

function nameOf(part: PropertyKey, index: number): string {
  if (typeof part === 'number') return `[${part}]`
  return index === 0 ? String(part) : `.${String(part)}`
}
