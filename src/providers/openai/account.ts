import type { VendorAccount } from '../calls/vendor-account.ts'
import { openaiTrouble } from './trouble.ts'

const OPENAI = { vendor: 'OpenAI', keyName: 'OPENAI_API_KEY', troubleOf: openaiTrouble }

/** /v1/audio/speech. Its limit is per minute, 500 of the smallest paid account: a line takes 2 s or more. */
export const OPENAI_SPEECH: VendorAccount = { ...OPENAI, atOnce: 15, modelFlag: '--tts openai:MODEL' }

/** The Realtime API. No number of sockets is documented; tokens per minute are what is limited. */
export const OPENAI_REALTIME: VendorAccount = { ...OPENAI, atOnce: 10, modelFlag: '--tts openai-realtime:MODEL' }

/** Chat completions. What is limited is tokens per minute, far above what so many calls at once come to. */
export const OPENAI_CHAT: VendorAccount = { ...OPENAI, atOnce: 16, modelFlag: '--llm openai:MODEL' }
