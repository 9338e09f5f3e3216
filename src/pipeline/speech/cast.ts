import type { DubRequest } from '../../dub/request.ts'

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

/** What a person should know of a cast: voices asked for speakers that are not there, and speakers who share one. */
export function castDoubts(
  speakers: readonly number[],
  language: string,
  request: Pick<DubRequest, 'voices' | 'cast'>,
): string[] {
  const absent = Object.keys(request.voices).filter((target) => {
    const [tag, speaker] = target.split(':')
    return tag === language && speaker !== undefined && !speakers.includes(Number(speaker) - 1)
  })
  const cast = [...castVoices(speakers, language, request)]
  const shared = Map.groupBy(cast, ([, voice]) => voice)
  const sharing = [...shared].filter(([, each]) => each.length > 1)
  return [
    ...absent.map((target) => `--voice ${target}=${request.voices[target] ?? ''} is for a speaker who is not heard.`),
    ...sharing.map(([voice, each]) => {
      const who = each.map(([speaker]) => speaker + 1).join(', ')
      return `Speakers ${who} have the same voice, ${voice}: there are not enough. Choose with --voice ${language}:NUMBER=VOICE.`
    }),
  ]
}
