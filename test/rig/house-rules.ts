import { dirname, join, normalize } from 'node:path'
import { codeOf, functionsIn, importsOf } from './read-code.ts'

/** Sources by their path from the clone. */
export type Sources = ReadonlyMap<string, string>

/** Which rooms each room may take from. A room is a folder or a file; the longest name that fits is a file's own. */
export type Rooms = { readonly [room: string]: readonly string[] }

/** Every import that leads from a room into one that is not on its list. */
export function uphillImports(sources: Sources, rooms: Rooms): string[] {
  return edges(sources).flatMap(({ from, to }) => {
    const [here, there] = [roomOf(from, rooms), roomOf(to, rooms)]
    if (here === undefined) return [`${from} -> ${to}: ${from} is in no room`]
    const isAllowed = here === there || rooms[here]?.some((room) => room === there || room === to)
    return isAllowed ? [] : [`${from} -> ${to}: ${here} may not import ${there ?? 'it'}`]
  })
}

/** Imports of values where only types may be taken. */
export function valuesFrom(sources: Sources, room: string, others: readonly string[]): string[] {
  return edges(sources).flatMap(({ from, to, typesOnly }) => {
    const isOne = isIn(from, room) && others.some((other) => isIn(to, other))
    return isOne && !typesOnly ? [`${from} -> ${to}: only its types`] : []
  })
}

/** Every circle of imports, by the files on it; types count. */
export function circles(sources: Sources): string[] {
  const targets = Map.groupBy(edges(sources), ({ from }) => from)
  const found: string[] = []
  const done = new Set<string>()
  const visit = (file: string, path: readonly string[]) => {
    const start = path.indexOf(file)
    if (start !== -1) found.push([...path.slice(start), file].join(' -> '))
    if (start !== -1 || done.has(file)) return
    for (const { to } of targets.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of sources.keys()) visit(file, [])
  return found
}

/** Imports of a package outside the places that may have it. */
export function packageOutside(sources: Sources, name: string, places: readonly string[]): string[] {
  return [...sources].flatMap(([file, source]) => {
    const takes = importsOf(source).some(({ target }) => target === name || target.startsWith(`${name}/`))
    return takes && !places.some((place) => isIn(file, place)) ? [`${file} -> ${name}`] : []
  })
}

/** Places, as `file:line`, where the code holds a pattern, in files that `where` names; texts and comments do not count. */
export function codeLike(sources: Sources, pattern: RegExp, except: readonly string[] = []): string[] {
  return [...sources].flatMap(([file, source]) => {
    if (except.some((place) => isIn(file, place))) return []
    const code = codeOf(source)
    const every = new RegExp(pattern.source, `g${pattern.flags}`)
    return [...code.matchAll(every)].map(({ index, 0: text }) => `${file}:${lineOf(code, index)}: ${text.trim()}`)
  })
}

export function longFiles(sources: Sources, most: number): string[] {
  return [...sources].flatMap(([file, source]) => {
    const lines = source.trimEnd().split('\n').length
    return lines > most ? [`${file}: ${lines} lines`] : []
  })
}

export function longFunctions(sources: Sources, most: number): string[] {
  return [...sources].flatMap(([file, source]) => {
    const long = functionsIn(source).filter(({ lines }) => lines > most)
    return long.map(({ line, lines }) => `${file}:${line}: ${lines} lines`)
  })
}

/** Relative imports, as paths from the clone. */
function edges(sources: Sources) {
  return [...sources].flatMap(([from, source]) => {
    const relative = importsOf(source).filter(({ target }) => target.startsWith('.'))
    return relative.map(({ target, typesOnly }) => ({ from, to: normalize(join(dirname(from), target)), typesOnly }))
  })
}

function roomOf(file: string, rooms: Rooms): string | undefined {
  const fitting = Object.keys(rooms).filter((room) => isIn(file, room))
  return fitting.toSorted((a, b) => b.length - a.length)[0]
}

function isIn(file: string, place: string): boolean {
  return file === place || file.startsWith(`${place}/`)
}

function lineOf(code: string, at: number): number {
  return code.slice(0, at).split('\n').length
}
