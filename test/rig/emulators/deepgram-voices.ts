/** Aura-2's voices (enumeration of Deepgram's OpenAPI, 2026-07-22). */
const AURA_2 = {
  en: `thalia andromeda helena apollo arcas aries asteria athena atlas aurora callista cora cordelia delia draco electra
    harmonia hera hermes hyperion iris janus juno jupiter luna mars minerva neptune odysseus ophelia orion orpheus
    pandora phoebe pluto saturn selene theia vesta zeus amalthea`,
  es: `celeste estrella nestor agustina alvaro antonia aquila carina diana gloria javier luciano olivia selena silvia
    sirio valerio`,
  de: 'aurelia elara fabian julius kara lara viktoria',
  nl: 'beatrix cornelia daphne hestia lars leda rhea roman sander',
  fr: 'agathe hector',
  it: 'cesare cinzia demetra dionisio elio flavio livia maia melia perseo',
  ja: 'ama ebisu fujin izanami uzume',
} as const
const AURA_1 = 'asteria luna stella athena hera orion arcas perseus angus orpheus helios zeus'

type EmulatedVoice = { readonly language: string; readonly usdPerCharacter: number }

/** What is known of a voice; undefined where there is none of that name. */
export function voiceOf(model: string): EmulatedVoice | undefined {
  return VOICES.get(model)
}

const VOICES: ReadonlyMap<string, EmulatedVoice> = new Map([
  ...AURA_1.split(' ').map((name) => [`aura-${name}-en`, { language: 'en', usdPerCharacter: 0.015 / 1000 }] as const),
  ...Object.entries(AURA_2).flatMap(([language, names]) =>
    names
      .split(/\s+/)
      .map((name) => [`aura-2-${name}-${language}`, { language, usdPerCharacter: 0.03 / 1000 }] as const),
  ),
])
