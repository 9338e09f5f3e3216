import type { Argument, Command as Commander, Option } from 'commander'

/** What is wanted where somebody types. */
export type Place = {
  /** Flags that are given before, by their long names. */
  readonly given: ReadonlyMap<string, string>
  /** What stands in the same word before what is typed: `--lang=`, `es,`. */
  readonly before: string
  readonly typed: string
} & (
  | { readonly kind: 'flag' | 'nothing' }
  | {
      readonly kind: 'value' | 'argument'
      /** As help names it: `job`, `languages`, `language=voice`, `file`. */
      readonly name: string
      readonly choices: readonly string[] | undefined
    }
)

/**
 * What is wanted at the end of a command line.
 * @param after the words behind the command's own.
 * @param current the word that is being typed.
 */
export function placeAt({ options, registeredArguments }: Commander, after: readonly string[], current: string): Place {
  const given = new Map<string, string>()
  let pending: Option | undefined
  let isOver = false
  let position = 0
  for (const word of after) {
    if (pending) {
      given.set(pending.long ?? '', word)
      pending = undefined
    } else if (!isOver && word.startsWith('-') && word !== '-') {
      isOver = word === '--'
      const [flag = '', value] = word.split(/=(.*)/s)
      const option = options.find(({ short, long }) => [short, long].includes(flag))
      if (option && takesValue(option) && value === undefined) pending = option
      else given.set(option?.long ?? flag, value ?? '')
    } else position += 1
  }
  const rest = { given, before: '', typed: current }
  if (pending) return { ...rest, kind: 'value', name: nameOf(pending), choices: pending.argChoices }
  const [, flag, value] = /^(--[^=]+)=(.*)$/s.exec(isOver ? '' : current) ?? []
  const option = options.find(({ long }) => long === flag)
  if (option && takesValue(option) && flag !== undefined && value !== undefined) {
    const typed = { before: `${flag}=`, typed: value }
    return { ...rest, ...typed, kind: 'value', name: nameOf(option), choices: option.argChoices }
  }
  if (!isOver && current.startsWith('-')) return { ...rest, kind: 'flag' }
  const argument = argumentAt(registeredArguments, position)
  if (!argument) return { ...rest, kind: 'nothing' }
  return { ...rest, kind: 'argument', name: argument.name(), choices: argument.argChoices }
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional
}

/** `--lang <languages>` wants `languages`. */
function nameOf({ flags }: Option): string {
  return /[<[]([^>\]]+)[>\]]/.exec(flags)?.[1] ?? ''
}

function argumentAt(all: readonly Argument[], position: number): Argument | undefined {
  const last = all.at(-1)
  return all[position] ?? (last?.variadic ? last : undefined)
}
