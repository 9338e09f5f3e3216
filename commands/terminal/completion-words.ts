/**
 * The words of a line that is being typed into a shell, the last one as far as it is typed; empty where a new one is begun.
 * Quotes and backslashes are read as the shell reads them; what it would put in for variables is left as it stands.
 */
export function wordsTyped(line: string): string[] {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] ?? ''
    if (quote === '' && /\s/.test(letter)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else if (letter === quote) {
      quote = ''
    } else if (quote === '' && (letter === '"' || letter === "'")) {
      quote = letter
      word ??= ''
    } else if (letter === '\\' && quote !== "'") {
      at += 1
      word = (word ?? '') + (line[at] ?? '')
    } else {
      word = (word ?? '') + letter
    }
  }
  return [...words, word ?? '']
}
