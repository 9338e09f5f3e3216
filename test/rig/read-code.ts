/** An import as it is written: what is named, and whether types alone are taken. */
export type Import = { readonly target: string; readonly typesOnly: boolean }

/** A function with its head's first line (from 1), and how many lines it takes, both braces' included. */
export type FunctionSpan = { readonly line: number; readonly lines: number }

/**
 * The source with comments, texts and patterns blanked out, quotes and length kept: what is left is code, and every
 * place in it is the same place in the source.
 */
export function codeOf(source: string): string {
  const code = source.split('')
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at++) if (code[at] !== '\n') code[at] = ' '
  }
  const templates: number[] = [] // The depth of braces at which each open `${` began.
  let depth = 0
  for (let at = 0; at < source.length; ) {
    const rest = source.slice(at, at + 2)
    const letter = source[at]!
    if (rest === '//' || rest === '/*') {
      const end = endOf(source, rest === '//' ? '\n' : '*/', at + 2)
      blank(at, end)
      at = end
    } else if (letter === "'" || letter === '"' || letter === '/') {
      const end = letter !== '/' || isPattern(code, at) ? endOfQuoted(source, at) : at + 1
      blank(at + 1, end - 1)
      at = end
    } else if (letter === '`' || (letter === '}' && templates.at(-1) === depth)) {
      if (letter === '}') templates.pop()
      const { end, opens } = endOfTemplate(source, at + 1)
      blank(at + 1, end - (opens ? 2 : 1))
      if (opens) templates.push(depth)
      at = end
    } else {
      depth += letter === '{' ? 1 : letter === '}' ? -1 : 0
      at += 1
    }
  }
  return code.join('')
}

function endOf(source: string, mark: string, from: number): number {
  const found = source.indexOf(mark, from)
  if (found === -1) return source.length
  return mark === '\n' ? found : found + mark.length
}

/** A slash begins a pattern where a value may begin, and divides where one has just ended. */
function isPattern(code: readonly string[], at: number): boolean {
  const before = code
    .slice(Math.max(0, at - 40), at)
    .join('')
    .trimEnd()
  return before === '' || /[(,=:[!&|?{};+\-*%~^<>]$|\b(?:return|typeof|case|in|of|await|yield)$/.test(before)
}

function endOfQuoted(source: string, at: number): number {
  const quote = source[at]
  let inClass = false
  for (let end = at + 1; end < source.length; end++) {
    const letter = source[end]
    if (letter === '\\') end += 1
    else if (letter === '\n') return end
    else if (quote === '/' && letter === '[') inClass = true
    else if (quote === '/' && letter === ']') inClass = false
    else if (letter === quote && !inClass) return end + 1
  }
  return source.length
}

function endOfTemplate(source: string, from: number): { readonly end: number; readonly opens: boolean } {
  for (let at = from; at < source.length; at++) {
    if (source[at] === '\\') at += 1
    else if (source[at] === '`') return { end: at + 1, opens: false }
    else if (source.startsWith('${', at)) return { end: at + 2, opens: true }
  }
  return { end: source.length, opens: false }
}

/** Every import of a file, types and `import('…')` included. */
export function importsOf(source: string): Import[] {
  const code = codeOf(source)
  const heads = [
    /\b(?:import|export)\b(\s+type\b)?(?:[^'"`;()]*?\bfrom)?\s*(?=['"])/g,
    /\b(typeof\s+)?import\s*\(\s*(?=['"])/g,
    /\bcreateRequire\([^)]*\)(?:\.resolve)?()\(\s*(?=['"])/g,
    /\brequire()\(\s*(?=['"])/g,
  ]
  return heads.flatMap((head) =>
    [...code.matchAll(head)].map((match) => {
      const from = match.index + match[0].length
      return { target: source.slice(from + 1, endOfQuoted(source, from) - 1), typesOnly: Boolean(match[1]) }
    }),
  )
}

/** Every function, method and arrow function with a body in braces. */
export function functionsIn(source: string): FunctionSpan[] {
  const code = codeOf(source)
  const spans: FunctionSpan[] = []
  for (const { index } of code.matchAll(/\)|=>/g)) {
    const body = code[index] === ')' ? bodyAfterParameters(code, index) : skipSpace(code, index + 2)
    if (code[body] !== '{') continue
    const head = headOf(code, index)
    if (isControl(code, head)) continue
    const [first, last] = [lineAt(code, head), lineAt(code, closing(code, body))]
    spans.push({ line: first, lines: last - first + 1 })
  }
  return spans
}

/** Where the body would begin: behind the parameters and the type of what is given back. */
function bodyAfterParameters(code: string, at: number): number {
  let next = skipSpace(code, at + 1)
  if (code[next] !== ':') return next
  for (next = skipSpace(code, next + 1); next < code.length; next = skipSpace(code, next + 1)) {
    const letter = code[next]!
    const before = code.slice(0, next).trimEnd()
    if (letter === '{' && !/(?:[:|&<,([=]|=>)$/.test(before)) return next
    if ('{(['.includes(letter)) next = closing(code, next)
    else if (');,}]'.includes(letter) || code.startsWith('=>', next)) return next
  }
  return next
}

/** Where the parameters open that close at `at`, or that stand before the arrow at `at`. */
function headOf(code: string, at: number): number {
  let end = at
  if (code[at] === '=') {
    end = code.slice(0, at).trimEnd().length - 1
    if (code[end] !== ')') return end
  }
  let depth = 0
  for (let head = end; head >= 0; head--) {
    if (code[head] === ')') depth += 1
    if (code[head] === '(' && --depth === 0) return head
  }
  return 0
}

function isControl(code: string, head: number): boolean {
  return /\b(?:if|for|for\s+await|while|switch|catch|with)$/.test(code.slice(Math.max(0, head - 20), head).trimEnd())
}

function closing(code: string, open: number): number {
  let depth = 0
  for (let at = open; at < code.length; at++) {
    if ('{(['.includes(code[at]!)) depth += 1
    if ('})]'.includes(code[at]!) && --depth === 0) return at
  }
  return code.length - 1
}

function skipSpace(code: string, from: number): number {
  let at = from
  while (at < code.length && /\s/.test(code[at]!)) at += 1
  return at
}

function lineAt(code: string, at: number): number {
  return code.slice(0, at).split('\n').length
}
