/** The variable that gives a token. */
export const GIVEN_BY = 'YTDUB_ACCESS_TOKEN'

/** What to do about a token that is given and not good: as long as it is given, signing in does not help. */
export const GIVEN_ANEW = `Set another ${GIVEN_BY}, or leave it out and sign in: ytdub login`
