import { rm, writeFile } from 'node:fs/promises'
import { Failure } from '../failure.ts'
import { runProgram } from '../program.ts'
import { toAss } from './ass.ts'
import { filterValue } from './filter-value.ts'

/**
 * Has ffmpeg paint every character of a text once, and reads what libass says of it. `scratch` is a path for a file that
 * is gone again afterwards.
 * @throws {Failure} `input`, where this ffmpeg cannot paint captions, or there is no font for a letter.
 */
export async function mustBePaintable(
  ffmpeg: string,
  text: string,
  scratch: string,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const characters = [...new Set(text)].join('')
  const captions = [{ start: 0, end: 1, rows: [characters] }]
  const source = ['-f', 'lavfi', '-i', 'color=c=black:s=320x180:d=0.1:r=10']
  const painted = ['-vf', `ass=filename=${filterValue(scratch)}`, '-frames:v', '1', '-f', 'null', '-']
  try {
    await writeFile(scratch, toAss(captions, { width: 320, height: 180, isHdr: false }), { mode: 0o600 })
    const { stderr, exitCode } = await runProgram(ffmpeg, ['-nostdin', '-v', 'verbose', ...source, ...painted], {
      signal,
    })
    const trouble = troubleIn(stderr, exitCode, text)
    if (trouble) throw trouble
  } finally {
    await rm(scratch, { force: true })
  }
}

const NEWER = 'Install a newer ffmpeg: ytdub setup'

function troubleIn(said: string, exitCode: number, text: string): Failure | undefined {
  if (exitCode !== 0 || !said.includes('Shaper:')) {
    const [reason] = /No such filter.*/.exec(said) ?? []
    const why = reason ? 'it was built without libass' : 'its libass does not start'
    return new Failure('input', `This ffmpeg cannot paint captions into a picture: ${why}.`, { hint: NEWER })
  }
  if (!said.includes('HarfBuzz') && JOINED.test(text)) {
    return new Failure('input', 'This ffmpeg cannot join the letters of these captions.', { hint: NEWER })
  }
  const missing = lettersWithoutFont(said)
  if (missing.length === 0) return undefined
  return new Failure(
    'input',
    `No font on this machine has ${scriptsOf(missing)} letters, which these captions are in.`,
    {
      hint: 'Install one and run the same command again, e.g. Noto Sans of that script (Debian: fonts-noto-cjk).',
    },
  )
}

/** Scripts whose letters change places, which the simple way of setting them does not know. */
const JOINED = /[\p{sc=Deva}\p{sc=Beng}\p{sc=Guru}\p{sc=Gujr}\p{sc=Taml}\p{sc=Telu}\p{sc=Knda}\p{sc=Mlym}\p{sc=Khmr}]/u

/** libass says of each character that the font lacks that it looks for another font, and then which it took. */
function lettersWithoutFont(said: string): string[] {
  const lines = said.split('\n').filter((line) => line.startsWith('[Parsed_ass'))
  const letters = lines.flatMap((line, index) => {
    const code = /Glyph 0x([0-9A-F]+) not found, selecting/.exec(line)?.[1]
    return code === undefined || lines[index + 1]?.includes(' -> ') ? [] : [String.fromCodePoint(parseInt(code, 16))]
  })
  return letters.filter((letter) => /[\p{L}\p{N}]/u.test(letter))
}

/** The scripts that are missing, by their names: which letters they are is what somebody says. */
function scriptsOf(letters: readonly string[]): string {
  const all = letters.join('')
  const names = Object.entries(SCRIPTS).flatMap(([name, letter]) => (letter.test(all) ? [name] : []))
  return names.length === 0 ? 'all of the' : new Intl.ListFormat('en').format(names)
}

const SCRIPTS = {
  Arabic: /\p{sc=Arab}/u,
  Chinese: /\p{sc=Hani}/u,
  Cyrillic: /\p{sc=Cyrl}/u,
  Devanagari: /\p{sc=Deva}/u,
  Greek: /\p{sc=Grek}/u,
  Hebrew: /\p{sc=Hebr}/u,
  Japanese: /[\p{sc=Hira}\p{sc=Kana}]/u,
  Korean: /\p{sc=Hang}/u,
  Latin: /\p{sc=Latn}/u,
  Thai: /\p{sc=Thai}/u,
} as const
