import type { DubRequest } from '../dub/request.ts'

/**
 * Who speaks for whom, by speaker (from 0). A voice asked for a speaker (`es:2`) is theirs, one asked for the language (`es`)
 * is the first other speaker's; the rest get the language's voices in their order, none twice while there are others. The
 * same speakers always get the same voices.
 * @param speakers in the order in which they are first heard.
 */
export function castVoices(
  speakers: readonly number[],
  language: string,
  { voices, cast }: Pick<DubRequest, 'voices' | 'cast'>,
): ReadonlyMap<number, string> {
  const given = new Map<number, string>()
  for (const speaker of speakers) {
    const own = voices[`${language}:${speaker + 1}`]
    if (own !== undefined) given.set(speaker, own)
  }
  const others = speakers.filter((speaker) => !given.has(speaker))
  const asked = voices[language]
  if (asked !== undefined && others[0] !== undefined) given.set(others.shift()!, asked)
  const all = cast[language] ?? []
  const taken = new Set(given.values())
  const free = all.filter((voice) => !taken.has(voice))
  const order = free.length > 0 ? free : all
  for (const [index, speaker] of others.entries()) given.set(speaker, order[index % order.length] ?? '')
  return given
}
