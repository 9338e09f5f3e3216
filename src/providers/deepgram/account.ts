import type { VendorAccount } from '../calls/vendor-account.ts'
import { deepgramTrouble } from './trouble.ts'

/** What every call of the account has in common, whatever the trade. */
const DEEPGRAM = { vendor: 'Deepgram', keyName: 'DEEPGRAM_API_KEY', troubleOf: deepgramTrouble }

/** Calls at once by trade, for a project that pays as it goes: recordings with nova-3, and speech over REST. */
export const DEEPGRAM_ACCOUNTS = {
  listen: { ...DEEPGRAM, atOnce: 50, modelFlag: '--stt deepgram:MODEL' },
  speak: { ...DEEPGRAM, atOnce: 15 },
} as const satisfies { readonly [trade: string]: VendorAccount }
