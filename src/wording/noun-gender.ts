import type { Gender } from './speller.ts'

/**
 * The gender of a noun behind a number, as far as its ending tells; undefined where it does not. Numbers above one stand
 * with plurals, so in Spanish and Portuguese only plural endings count ("1931 trata" is no feminine).
 */
export function pluralGender(noun: string, base: string): Gender | undefined {
  const word = noun.toLowerCase()
  if (UNSURE[base]?.test(word)) return undefined
  if (FEMININES[base]?.test(word)) return 'feminine'
  return MASCULINES[base]?.test(word) ? 'masculine' : undefined
}

/** The gender of a unit of measure or of money, all of whose names are known: masculine unless it looks feminine. */
export function unitGender(unit: string, base: string): Gender {
  return UNITS[base]?.test(unit) ? 'feminine' : 'masculine'
}

/** Greek nouns in -ma, people in -ista and the like keep their gender to themselves. */
const UNSURE: Readonly<Record<string, RegExp>> = {
  es: /(?:mas|istas|días|mapas|planetas|poetas|colegas|manos|fotos|motos)$/,
  pt: /(?:mas|istas|dias|mapas|planetas|poetas|colegas|mãos|fotos|motos)$/,
}

const FEMININES: Readonly<Record<string, RegExp>> = {
  es: /(?:as|ciones|siones|dades|tudes|umbres|veces)$/,
  fr: /^(?:heures|minutes|secondes|années|personnes|fois|semaines|femmes|filles|pages|places|choses|voitures|maisons|photos|questions|étapes|équipes|familles)$/,
  pt: /(?:as|ções|sões|dades|gens|vezes)$/,
}

const MASCULINES: Readonly<Record<string, RegExp>> = {
  es: /(?:os|meses)$/,
  fr: /^(?:ans|jours|mois|hommes|enfants|pays|kilomètres|mètres|euros|dollars|points|siècles|livres|mots|degrés)$/,
  pt: /os$/,
}

const UNITS: Readonly<Record<string, RegExp>> = {
  de: /^(?:Meile|Stunde|Minute|Sekunde|Millisekunde|Mikrosekunde|Unze|Tonne|Rupie)/,
  es: /^(?:millas?|libras?|onzas?|pulgadas?|horas?|toneladas?|rupias?)/,
  fr: /^(?:heures?|minutes?|secondes?|millisecondes?|microsecondes?|livres?|onces?|tonnes?|roupies?)/,
  it: /^(?:ora|libbra|oncia|tonnellata|sterlina|rupia)/,
  pt: /^(?:milhas?|libras?|onças?|polegadas?|horas?|toneladas?|rupias?)/,
}
