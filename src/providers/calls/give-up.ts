import { Failure } from '../../failure.ts'
import { inRequest } from './in-request.ts'
import type { CallSpec, Trouble, VendorAccount } from './vendor-account.ts'

/** How a call's last trouble is told: `tries` made, and seconds until the vendor wants to be asked again, where that is too long. */
export type LastTrouble = { readonly trouble: Trouble; readonly tries: number; readonly comeBack?: number | undefined }

type Account = Pick<VendorAccount, 'vendor' | 'keyName'>

const KEPT = 'What is done is kept.'

/** What a person reads when a vendor was asked often enough. Nothing of it is the vendor's own prose. */
export function giveUp(account: Account, { what }: CallSpec, last: LastTrouble): Failure {
  const { trouble } = last
  const ends = trouble.kind === 'auth' || trouble.kind === 'credit' // Every other call would end the same way.
  return new Failure(ends ? 'auth' : 'vendor', `${sentence(account, what, last)}${details(account, trouble)}.`, {
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
      return `${vendor} cannot be reached: ${nothing}`
    case 'nonsense':
      return `${vendor} answers what cannot be understood: ${nothing}`
  }
}

function details({ keyName }: Account, { kind, what, requestId }: Trouble): string {
  const key = kind === 'auth' || kind === 'credit' ? keyName : undefined
  const request = inRequest(requestId).slice(2, -1) || undefined
  const all = [key, what || undefined, request].filter((part) => part !== undefined)
  return all.length > 0 ? ` (${all.join(', ')})` : ''
}

function hint({ keyName }: Account, { trouble, comeBack }: LastTrouble): string {
  if (comeBack !== undefined) return `${KEPT} Run the same command again in ${duration(comeBack)}.`
  switch (trouble.kind) {
    case 'auth':
      return `${keyName === undefined ? 'Give it a key.' : `Set one that is valid: export ${keyName}=…`} ${KEPT}`
    case 'credit':
      return `Top up the account, and run the same command again. ${KEPT}`
    case 'refused':
      return `${KEPT} Asked the same again, it would refuse again: tell its support the request.`
    case 'unreachable':
      return `Check the connection, and run the same command again. ${KEPT}`
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
