/** What people say, in the languages that captions must get right. */
export const TEXTS: Readonly<Record<string, readonly string[]>> = {
  es: [
    'El desarrollo de las grandes ciudades, según los expertos, ha aumentado un 10 % en los últimos 1.234,5 días.',
    '¿Por qué no lo dijiste antes? ¡Nadie lo habría creído, ni siquiera la señora de la tienda de la esquina!',
    'Sí.',
  ],
  en: [
    'Mr. Smith paid $1,234.5 for it, and nobody in the whole city of London, not even the mayor, knew why he did it.',
    'Well — that is what I would have said, had anyone asked me.',
  ],
  fr: [
    'Quoi ? « Jamais ! » dit-elle ; il restait 1 234 567 € sur le compte, soit 12,5 % de plus que l’année précédente.',
  ],
  ja: [
    '私たちは、2024年に東京で開かれた会議で、新しい計画について話し合いました。それはとても長い議論でした。',
    'はい、そうです。「ちょっと待って」と言われました！',
  ],
  zh: [
    '我们今天要讨论的是人工智能的发展，以及它对社会产生的深远影响。很多人认为这会改变一切，包括3万5千人的工作和20%的收入。',
  ],
  ko: [
    '오늘 우리는 인공지능의 발전과 그것이 사회에 미치는 영향에 대해 이야기하려고 합니다. 1,234.5명의 사람들이 걱정합니다.',
  ],
  ar: ['مرحبا بكم جميعا في هذا البرنامج، الذي نتحدث فيه اليوم عن تاريخ المدن القديمة وعن أثرها في حياتنا المعاصرة.'],
  hi: ['आज हम भारत के इतिहास के बारे में बात करेंगे, जो बहुत लंबा और रोचक है। इसमें कई राजा और 1,234 युद्ध हुए हैं।'],
  th: ['สวัสดีครับวันนี้เราจะพูดถึงประวัติศาสตร์ของประเทศไทยและวัฒนธรรมที่น่าสนใจมากมาย'],
  it: [
    'Quando siamo arrivati, alle 12:30, l’uomo della bottega ci ha detto che il ponte era crollato: «Non si passa più!»',
  ],
  pt: [
    'O senhor João Silva, que trabalhou mais de 20 anos na fábrica do tio, explicou-nos por que a ponte tinha caído.',
  ],
  ru: ['Это стоило 1 234,56 ₽, то есть на 50 % больше, чем планировалось; а почему — никто из нас так и не узнал.'],
  nl: [
    '’s Morgens vroeg, toen het nog donker was, liepen we 10 km langs de rivier. Niemand had een lamp bij zich, zei hij.',
  ],
  ca: ['Quan vam arribar a la vora del riu, ja era fosc i ningú no duia cap llum; l’home de la botiga no ho sabia.'],
  eo: ['Kiam ni alvenis ĉe la bordo de la rivero, jam estis mallume, kaj neniu el ni kunportis lampon aŭ kandelon.'],
  de: [
    'Die Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik liegt am Fluss; z. B. am 3. Mai war sie geschlossen.',
    '„Wirklich?“ – „Ja, wirklich!“, sagte Herr Dr. Müller und schloss das Fenster mit einem lauten Knall.',
  ],
}

/** The widest row and the highest reading speed, as the rules have them. */
export function rulesFor(language: string): { readonly width: number; readonly speed: number } {
  if (language === 'zh') return { width: 16, speed: 11 }
  if (language === 'ja') return { width: 16, speed: 7 }
  if (language === 'ko') return { width: 16, speed: 12 }
  return { width: 42, speed: 17 }
}

/** What a reader counts as characters. */
export function graphemes(text: string): number {
  return [...new Intl.Segmenter('und', { granularity: 'grapheme' }).segment(text)].length
}

export function bare(text: string): string {
  return text.replace(/\s/g, '')
}

/**
 * The positions in the bare text where no row may end: inside words and inside numbers with what belongs to them, but
 * not where a word is wider than a row.
 */
export function unbreakable(text: string, language: string, width: number): Set<number> {
  const words = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment, index }) => ({ segment, index }))
  const numbers = [...text.matchAll(/\p{Sc}?\p{Nd}+(?:[.,\s]\p{Nd}+)*\s?[%€]?/gu)].map((found) => ({
    segment: found[0].trimEnd(),
    index: found.index,
  }))
  const inside = [...words, ...numbers]
    .filter(({ segment }) => graphemes(segment) <= width)
    .flatMap(({ segment, index }) => {
      const from = bare(text.slice(0, index)).length
      return Array.from({ length: Math.max(0, bare(segment).length - 1) }, (_, at) => from + at + 1)
    })
  return new Set(inside)
}
