import { baseOf } from '../../dub/language.ts'

/**
 * Aura-2's voices by language (deepgram-api-specs of 2026-07-22), without `aura-2-` and the language. Women and men take
 * turns as long as there are both, by Deepgram's public list of voices, so that neighbours are told apart.
 */
const VOICES: { readonly [language: string]: readonly string[] } = {
  en: list(`thalia apollo andromeda orion helena arcas aurora zeus luna hermes athena atlas hera mars cora jupiter
    asteria orpheus callista neptune delia saturn electra pluto harmonia odysseus selene aries vesta hyperion pandora draco
    theia iris juno minerva ophelia phoebe cordelia janus amalthea`),
  es: list(`celeste nestor estrella javier carina alvaro selena aquila diana sirio olivia luciano antonia valerio gloria
    agustina silvia`),
  de: list('viktoria julius lara fabian elara aurelia kara'),
  nl: list('rhea sander beatrix lars daphne roman cornelia hestia leda'),
  fr: list('agathe hector'),
  it: list('livia dionisio melia elio maia flavio cinzia cesare demetra perseo'),
  ja: list('izanami fujin uzume ebisu ama'),
}

/** By region: the voices whose accent is at home there, by Deepgram's public list. They come first. */
const AT_HOME: { readonly [tag: string]: readonly string[] } = {
  'en-AU': list('theia hyperion'),
  'en-GB': list('pandora draco'),
  'es-419': list('celeste javier estrella aquila selena sirio olivia luciano antonia valerio gloria'),
  'es-AR': list('antonia'),
  'es-CO': list('celeste gloria'),
  'es-ES': list('carina nestor diana alvaro silvia agustina'),
  'es-MX': list('estrella javier olivia sirio luciano valerio'),
}

/** A language's voices (BCP-47), its usual one first; none where Aura-2 does not speak it. */
export function auraVoices(language: string): readonly string[] {
  return [...new Set([...(AT_HOME[language] ?? []), ...(VOICES[baseOf(language)] ?? [])])]
}

function list(names: string): readonly string[] {
  return names.split(/\s+/)
}
