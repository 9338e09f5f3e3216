/** Translations and shorter wordings wait in one line: both are asked of the same vendor, within its one width. */
export const TRANSLATOR_QUEUE = 'translator'
