import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, isAbsolute, join } from 'node:path'

/** Where a program stands on the search path; undefined where it is nowhere. */
export async function findProgram(
  name: string,
  { searchPath, platform }: { readonly searchPath: string; readonly platform: NodeJS.Platform },
): Promise<string | undefined> {
  const file = platform === 'win32' ? `${name}.exe` : name
  // A relative entry means another folder wherever ytdub is started; that folder may be somebody else's.
  for (const folder of searchPath.split(delimiter).filter(isAbsolute)) {
    const path = join(folder, file)
    const runs = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (runs) return path
  }
  return undefined
}
