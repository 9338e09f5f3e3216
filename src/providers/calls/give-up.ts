import { Failure } from '../../failure.ts'
import { inRequest } from './in-request.ts'
import type { CallSpec, Trouble, VendorAccount } from './vendor-account.ts'

/** How a call's last trouble is told: `tries` made, and seconds until the vendor wants to be asked again, where that is too long. */
export type LastTrouble = { readonly trouble: Trouble; readonly tries: number; readonly comeBack?: number | undefined }

type Account = Pick<VendorAccount, 'vendor' | 'keyName' | 'modelFlag'>

const KEPT = 'What is done is kept.'
/** HTTP's words for a model that the vendor has not, or not for this account; or for an address that is not the vendor's. */
const NOT_THIS_MODEL = [403, 404]

/** What a person reads when a vendor was asked often enough. Nothing of it is the vendor's own prose. */
export function giveUp(
  account: Account,
  { what, model }: Pick<CallSpec, 'what' | 'model'>,
  last: LastTrouble,
): Failure {
  const { trouble } = last
  const ends = trouble.kind === 'auth' || trouble.kind === 'credit' // Every other call would end the same way.
  return new Failure(ends ? 'auth' : 'vendor', `${sentence(account, what, last)}${details(account, trouble, model)}.`, {
    hint: hint(account, last),
    retryable: trouble.retryable,
  })
}

function sentence({ vendor, keyName }: Account, what: string, { trouble, tries, comeBack }: LastTrouble): string {
  const nothing =
    comeBack === undefined
      ? `no answer for ${what} after ${tries === 1 ? '1 try' : `${tries} tries`}`
      : `no answer for ${what}, and it wants to be left alone for ${duration(comeBack)}`
  switch (trouble.kind) {
    case 'auth':
      return keyName === undefined ? `${vendor} wants a key` : `${vendor} refuses the key`
    case 'credit':
      return `${vendor} has no credit left`
    case 'refused':
      return `${vendor} refuses the request for ${what}`
    case 'busy':
      return `${vendor} is busy: ${nothing}`
    case 'broken':
      return `${vendor} is out of order: ${nothing}`
    case 'timeout':
      return `${vendor} does not answer in time: ${nothing}`
    case 'unreachable':
    case 'untrusted':
      return `${vendor} cannot be reached: ${nothing}`
    case 'nonsense':
      return `${vendor} answers what cannot be understood: ${nothing}`
  }
}

function details({ keyName }: Account, { kind, what, requestId }: Trouble, model: string | undefined): string {
  const key = kind === 'auth' || kind === 'credit' ? keyName : undefined
  const request = inRequest(requestId).slice(2, -1) || undefined
  const asked = kind === 'refused' && model !== undefined ? `model ${model}` : undefined
  const all = [asked, key, what || undefined, request].filter((part) => part !== undefined)
  return all.length > 0 ? ` (${all.join(', ')})` : ''
}

function hint({ keyName, modelFlag }: Account, { trouble, comeBack }: LastTrouble): string {
  if (comeBack !== undefined) return `${KEPT} Run the same command again in ${duration(comeBack)}.`
  switch (trouble.kind) {
    case 'auth':
      return `${keyName === undefined ? 'Give it a key.' : `Set one that is valid: export ${keyName}=…`} ${KEPT}`
    case 'credit':
      return `Top up the account, and run the same command again. ${KEPT}`
    case 'refused':
      if (modelFlag !== undefined && NOT_THIS_MODEL.includes(trouble.status ?? 0)) {
        return `${KEPT} Choose a model that it has: ${modelFlag}. If it has this one, correct its base URL.`
      }
      return `${KEPT} Asked the same again, it would refuse again: tell its support the request.`
    case 'unreachable':
      return `Check the connection, and the base URL where one is set, and run the same command again. ${KEPT}`
    case 'untrusted':
      return `Where it is known who answers, e.g. a company’s proxy, name the certificate of its authority: export NODE_EXTRA_CA_CERTS=/path/to/it.pem. ${KEPT}`
    case 'busy':
    case 'broken':
    case 'timeout':
    case 'nonsense':
      return `${KEPT} Run the same command again later.`
  }
}

function duration(seconds: number): string {
  if (seconds <= 90) return `${Math.ceil(seconds)} seconds`
  if (seconds <= 90 * 60) return `${Math.ceil(seconds / 60)} minutes`
  return `${Math.ceil(seconds / 3600)} hours`
}
