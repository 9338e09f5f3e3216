import { relative } from 'node:path'
import type { Config, Source } from '../../src/config.ts'
import { DEFAULTS, type SettingName, type Settings } from '../../src/settings.ts'
import { isSecret, shownValue } from '../../src/setup/setting-value.ts'

/** A setting as it holds here. */
export type Held = {
  readonly name: SettingName
  /** For scripts: of secrets and addresses with a password what may be shown. Null where it is not set. */
  readonly value: unknown
  /** For people. */
  readonly shown: string | null
  /** A variable's name, a file, or `default`. */
  readonly from: string | null
}

/** What holds for a setting here, and where that comes from. */
export function held(name: SettingName, config: Config): Held {
  const source = config.sources[name]
  const value = config[name] ?? (DEFAULTS as Settings)[name]
  if (value === undefined) return { name, value: null, shown: null, from: null }
  const shown = shownValue(name, value)
  const open = !isSecret(name) && typeof value !== 'string'
  return { name, value: open ? value : shown, shown, from: source ? placeOf(source, config.folder) : 'default' }
}

function placeOf(source: Source, folder: string): string {
  switch (source.from) {
    case 'environment':
      return source.variable
    case '.env':
      return `${source.variable} in .env`
    case 'folder':
      return `./${relative(folder, source.path)}`
    case 'own':
      return source.path
  }
}
