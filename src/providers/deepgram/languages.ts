/** The languages that nova-3 hears and ytdub knows (Deepgram's changelog up to 2026-03). */
export const HEARD = ['ca', 'de', 'en', 'es', 'fr', 'hi', 'it', 'ja', 'ko', 'nl', 'pt', 'ru', 'zh'] as const

/** Regions that nova-3 hears differently. Any other region is heard as its language. */
export const HEARD_REGIONS = ['de-CH', 'nl-BE', 'zh-HK', 'zh-TW'] as const
