import { typeable } from '../../src/failure.ts'

/** The command line that goes on with what this one began, as it can be typed into a shell. */
export function resumeCommand(file: string, options: Readonly<Record<string, unknown>>): string {
  const flags = Object.entries(options)
    .filter(([name]) => name !== 'color') // Commander's name for --no-color, which changes nothing of what is done.
    .flatMap(([name, value]) => flagsOf(flagName(name), value))
  const path = file.startsWith('-') ? `./${file}` : file
  return ['ytdub dub', typeable(path), ...flags].join(' ')
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
