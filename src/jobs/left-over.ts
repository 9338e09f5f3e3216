import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * Files of an earlier run that stand beside a new delivery and are none of it, as paths relative to the folder: what was
 * asked for then and not now still says what was said then. Only names that ytdub gives are looked at.
 * @param stem the source's name, with which they all begin.
 * @param languages those that are delivered now.
 */
export async function leftOver(
  folder: string,
  stem: string,
  languages: readonly string[],
  delivered: ReadonlySet<string>,
): Promise<string[]> {
  const top = (await namesIn(folder)).filter((name) => name === 'UPLOAD.md' || name.startsWith(`${stem}-multitrack.`))
  const own = languages.map(async (language) => {
    const prefix = `${stem}-${language}`
    const within = async (...path: readonly string[]) => {
      const names = await namesIn(join(folder, ...path))
      return names.filter((name) => name.startsWith(prefix)).map((name) => [...path, name].join('/'))
    }
    return [...(await within(language)), ...(await within(language, 'youtube'))]
  })
  return [...top, ...(await Promise.all(own)).flat()].filter((path) => !delivered.has(path)).sort()
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return [] // Nothing was left where nothing is.
    throw error
  }
}
