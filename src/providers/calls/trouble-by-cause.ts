import type { Trouble } from './vendor-account.ts'

/** By the code of Node, undici or OpenSSL, somewhere down the chain of causes. Not in the list: it is none of the network. */
const BY_CODE: { readonly [code: string]: Trouble } = {
  ECONNREFUSED: unreachable('connection refused'),
  ECONNRESET: unreachable('connection reset'),
  ECONNABORTED: unreachable('connection cut'),
  EPIPE: unreachable('connection cut'),
  UND_ERR_SOCKET: unreachable('connection cut'),
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: unreachable('answer cut off'),
  ENOTFOUND: unreachable('no such host'),
  EAI_AGAIN: unreachable('the name of the host cannot be looked up'),
  EHOSTUNREACH: unreachable('no way to the host'),
  ENETUNREACH: unreachable('no network'),
  ENETDOWN: unreachable('no network'),
  ETIMEDOUT: unreachable('connection timed out'),
  UND_ERR_CONNECT_TIMEOUT: unreachable('connection timed out'),
  UND_ERR_HEADERS_TIMEOUT: { kind: 'timeout', retryable: true, what: '' },
  UND_ERR_BODY_TIMEOUT: { kind: 'timeout', retryable: true, what: '' },
  CERT_HAS_EXPIRED: { kind: 'unreachable', retryable: false, what: 'its certificate has expired' },
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted(),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted(),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted(),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted(),
  ERR_TLS_CERT_ALTNAME_INVALID: { kind: 'unreachable', retryable: false, what: 'its certificate is of another host' },
}

/** What the network did, where it is to blame; undefined where it is not. */
export function troubleByCause(error: unknown): Trouble | undefined {
  for (const { code, message } of causesOf(error)) {
    if (code !== undefined && Object.hasOwn(BY_CODE, code)) return BY_CODE[code]
    // What is no HTTP at all, in the words of Node's parser (llhttp).
    if (code?.startsWith('HPE_')) return { kind: 'nonsense', retryable: true, what: 'no HTTP answer' }
    // The words of fetch for a body that ends too early. Its cause has a code, as a rule.
    if (message === 'terminated') return unreachable('answer cut off')
    // And for a port of its list of those that belong to other protocols (https://fetch.spec.whatwg.org/#port-blocking).
    if (message === 'bad port') return { kind: 'unreachable', retryable: false, what: 'no port for HTTP' }
  }
  return undefined
}

/** The error and what caused it, outermost first. Several addresses of a host fail as one error with several inside. */
function causesOf(error: unknown, depth = 0): readonly NodeJS.ErrnoException[] {
  if (!(error instanceof Error) || depth > 8) return []
  const inside = error instanceof AggregateError ? error.errors : [error.cause]
  return [error, ...inside.flatMap((cause) => causesOf(cause, depth + 1))]
}

function unreachable(what: string): Trouble {
  return { kind: 'unreachable', retryable: true, what }
}

function untrusted(): Trouble {
  return { kind: 'untrusted', retryable: false, what: 'its certificate is not trusted' }
}
