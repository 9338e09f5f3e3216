import { baseOf, nameOf } from '../dub/language.ts'
import { Failure } from '../failure.ts'

/** Apertium's data, by language dubbed into from English. */
const PAIRS = {
  ca: { mode: 'eng-cat', package: 'apertium-eng-cat' },
  eo: { mode: 'en-eo', package: 'apertium-eo-en' },
  es: { mode: 'eng-spa', package: 'apertium-eng-spa' },
} as const

/** Something that has to be on this machine. */
export type Need = {
  /** As people call it. */
  readonly name: string
  /** The programs, the first of which tells its version. */
  readonly programs: readonly string[]
  /** How it is asked for its version; undefined where it cannot tell. */
  readonly versionFlag?: string
  /** A file that has to be there too, below one of the folders where systems keep programs' data. */
  readonly data?: string
  /** Who packs it: the package manager's own names. A manager that is not named has it in no usable form. */
  readonly packages: { readonly [manager in ManagerId]?: readonly string[] }
}

export type ManagerId = 'apt' | 'brew' | 'dnf' | 'pacman' | 'winget'

const PROGRAMS: readonly Need[] = [
  {
    name: 'ffmpeg',
    programs: ['ffmpeg', 'ffprobe'],
    versionFlag: '-version',
    packages: {
      apt: ['ffmpeg'],
      brew: ['ffmpeg'],
      dnf: ['ffmpeg-free'],
      pacman: ['ffmpeg'],
      winget: ['Gyan.FFmpeg'],
    },
  },
  {
    // PocketSphinx 5, which is all that other systems have, dropped this program and its word times.
    name: 'PocketSphinx with its English model',
    programs: ['pocketsphinx_continuous'],
    data: 'pocketsphinx/model/en-us/en-us/mdef',
    packages: { apt: ['pocketsphinx', 'pocketsphinx-en-us'] },
  },
  {
    name: 'eSpeak NG',
    programs: ['espeak-ng'],
    versionFlag: '--version',
    packages: { apt: ['espeak-ng'], brew: ['espeak-ng'], dnf: ['espeak-ng'], pacman: ['espeak-ng'] },
  },
  { name: 'Apertium', programs: ['apertium'], versionFlag: '-V', packages: { apt: ['apertium'] } },
]

/**
 * All that dubbing from English into these languages needs, offline.
 * @throws {Failure} `input`, where Apertium has no pair for one of them.
 */
export function needsFor(languages: readonly string[]): readonly Need[] {
  return [...PROGRAMS, ...[...new Set(languages.map(baseOf))].map(pairNeed)]
}

function pairNeed(language: string): Need {
  if (!isPaired(language)) {
    throw new Failure('input', `Apertium does not translate from English to ${nameOf(language)}.`, {
      hint: `It translates to ${Object.keys(PAIRS).join(', ')}.`,
    })
  }
  const { mode, package: name } = PAIRS[language]
  return {
    name: `Apertium from English to ${nameOf(language)}`,
    programs: [],
    data: `apertium/modes/${mode}.mode`,
    packages: { apt: [name] },
  }
}

function isPaired(language: string): language is keyof typeof PAIRS {
  return Object.hasOwn(PAIRS, language)
}
