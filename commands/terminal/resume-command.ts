import { typeable } from '../../src/failure.ts'

/** The command line that goes on with what this one began, as it can be typed into a shell. */
export function resumeCommand(
  files: string | readonly string[],
  options: Readonly<Record<string, unknown>>,
  command = 'ytdub dub',
): string {
  const flags = Object.entries(options)
    .filter(([name]) => name !== 'color') // Commander's name for --no-color, which changes nothing of what is done.
    .flatMap(([name, value]) => flagsOf(flagName(name), value))
  const paths = [files].flat().map((file) => typeable(file.startsWith('-') ? `./${file}` : file))
  return [command, ...paths, ...flags].join(' ')
}

function flagsOf(flag: string, value: unknown): string[] {
  if (value === true) return [flag]
  if (typeof value === 'string' || typeof value === 'number') return [`${flag} ${typeable(String(value))}`]
  if (!Array.isArray(value)) return []
  return flag === '--lang'
    ? [`${flag} ${typeable(value.join(','))}`]
    : value.map((each) => `${flag} ${typeable(String(each))}`)
}

function flagName(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}
