/** The headings of `ytdub --help`, in order, and the commands beneath each. */
const GROUPS: { readonly [heading: string]: readonly string[] } = {
  'Dubbing:': ['dub', 'batch', 'review', 'languages', 'voices'],
  'Jobs:': ['jobs', 'purge'],
  'Set-up:': ['init', 'config', 'doctor', 'setup', 'completion'],
  'A service that dubs for you:': ['login', 'logout', 'whoami', 'upload'],
  'Running the service:': ['serve', 'worker', 'db'],
}
/** Where `help` stands, and what is under no heading. */
export const LAST_HEADING = 'More:'

/** Commands in the order in which help shows them, each with its heading. */
export function grouped(words: readonly string[]): readonly { readonly word: string; readonly heading: string }[] {
  const known = Object.entries(GROUPS).flatMap(([heading, members]) =>
    members.filter((word) => words.includes(word)).map((word) => ({ word, heading })),
  )
  const more = words.filter((word) => !known.some((each) => each.word === word))
  return [...known, ...more.map((word) => ({ word, heading: LAST_HEADING }))]
}
