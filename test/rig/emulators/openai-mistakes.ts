/** How a model's answer can be wrong although it came with 200. */
export type ModelMistake =
  /** Other names than the schema's: what a server does that does not enforce it. */
  | 'shape'
  | 'missing-id'
  | 'extra-id'
  | 'doubled-id'
  /** Two lines under each other's id. */
  | 'swapped'
  /** Two lines under the first one's id. */
  | 'merged'
  | 'empty-text'
  | 'wrong-script'
  | 'untranslated'
  | 'lost-number'
  | 'lost-placeholder'
  /** Everything said twice: a translation that takes far too long to say, and no shorter wording of one. */
  | 'wordy'
  /** A wording that shall be shorter, as it was. */
  | 'not-shorter'
  /** The JSON in a Markdown fence. */
  | 'fenced'
  /** A sentence before the JSON and one after it. */
  | 'chatty'

/** One line of an answer, and what was asked for it. */
export type AnsweredLine = {
  readonly id: unknown
  readonly text: string
  readonly source: string
  /** What was to be made shorter. */
  readonly wording?: string | undefined
}

/** The lines as a model that makes this mistake gives them. The mistakes of the text as a whole are `mistakenText`'s. */
export function mistakenLines(lines: readonly AnsweredLine[], mistake: ModelMistake | undefined): AnsweredLine[] {
  const middle = Math.floor(lines.length / 2)
  const next = (middle + 1) % Math.max(1, lines.length)
  const edit = (at: number, change: Partial<AnsweredLine>) =>
    lines.map((line, index) => (index === at ? { ...line, ...change } : line))
  const line = lines[middle]
  const other = lines[next]
  if (line === undefined || other === undefined) return [...lines]
  switch (mistake) {
    case 'missing-id':
      return lines.toSpliced(middle, 1)
    case 'extra-id':
      return [...lines, { ...line, id: typeof line.id === 'number' ? 999_999 : 'no-such-line' }]
    case 'doubled-id':
      return lines.toSpliced(middle, 0, line)
    case 'swapped':
      return lines.map((each) =>
        each === line ? { ...line, id: other.id } : each === other ? { ...other, id: line.id } : each,
      )
    case 'merged':
      return middle === next ? [...lines] : edit(middle, { text: `${line.text} ${other.text}` }).toSpliced(next, 1)
    case 'empty-text':
      return edit(middle, { text: ' ' })
    case 'wrong-script':
      return edit(middle, { text: /\p{Script=Cyrillic}/u.test(line.text) ? 'これは違います' : 'Это не тот язык' })
    case 'untranslated':
      return edit(middle, { text: line.source })
    case 'lost-number':
      return lines.map((each) => ({ ...each, text: each.text.replace(/\d+/g, '') }))
    case 'lost-placeholder':
      return lines.map((each) => ({ ...each, text: each.text.replace(/\{[^{}]*\}|<[^<>]*>|%\d*\$?[sd@]/g, '') }))
    case 'wordy':
      return lines.map((each) => ({ ...each, text: `${each.text} ${each.text}` }))
    case 'not-shorter':
      return lines.map((each) => ({ ...each, text: each.wording ?? each.text }))
    default:
      return [...lines]
  }
}

/** The JSON as a model that makes this mistake writes it. */
export function mistakenText(text: string, mistake: ModelMistake | undefined): string {
  switch (mistake) {
    case 'shape':
      return text.replaceAll('"lines"', '"translations"').replaceAll('"text"', '"value"')
    case 'fenced':
      return `\`\`\`json\n${text}\n\`\`\``
    case 'chatty':
      return `Here is the translation:\n${text}\nLet me know if you need anything else!`
    default:
      return text
  }
}
