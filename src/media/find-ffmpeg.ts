import { constants } from 'node:fs'
import { access, chmod, stat } from 'node:fs/promises'
import { delimiter, dirname, isAbsolute, join } from 'node:path'

export type FoundFfmpeg = {
  readonly ffmpeg: string
  readonly ffprobe: string
  /** An old build that npm brought along: it does what ytdub needs, and lengths in MP4 only to the millisecond. */
  readonly lastResort: boolean
}

/** `configured` is a path from the person's settings; `searchPath` is what PATH holds. */
export type WhereToLook = { readonly configured?: string | undefined; readonly searchPath: string }

/** Packages that may bring programs along. They are optional, so each may be absent. */
export type Packages = { readonly load: (name: string) => Promise<unknown> }

/**
 * Finds ffmpeg and ffprobe: the configured one, else ffmpeg-static's, else the PATH's, else the last resort. Undefined
 * where one of the two is nowhere, or the configured one is not there.
 */
export async function findFfmpeg(
  { configured, searchPath }: WhereToLook,
  { load }: Packages = INSTALLED,
): Promise<FoundFfmpeg | undefined> {
  // Not from a folder that depends on where ytdub was started: that folder may be somebody else's.
  const folders = searchPath.split(delimiter).filter(isAbsolute)
  const onPath = (name: string) => firstProgram(folders.map((folder) => join(folder, name)))
  const preferred =
    configured === undefined
      ? ((await firstProgram([pathIn(await load('ffmpeg-static'))])) ?? (await onPath(FFMPEG)))
      : await firstProgram([configured])
  if (configured !== undefined && preferred === undefined) return undefined
  const ffmpeg = preferred ?? (await bundled(await load('@ffmpeg-installer/ffmpeg')))
  const beside = configured === undefined ? undefined : await firstProgram([join(dirname(configured), FFPROBE)])
  const ffprobe = beside ?? (await onPath(FFPROBE)) ?? (await bundled(await load('@ffprobe-installer/ffprobe')))
  return ffmpeg && ffprobe ? { ffmpeg, ffprobe, lastResort: preferred === undefined } : undefined
}

const FFMPEG = process.platform === 'win32' ? 'ffmpeg.exe' : 'ffmpeg'
const FFPROBE = process.platform === 'win32' ? 'ffprobe.exe' : 'ffprobe'

const INSTALLED: Packages = {
  async load(name) {
    try {
      return (await import(name)).default
    } catch (error) {
      if (isAbsent(error)) return undefined
      throw error
    }
  },
}

/** The package itself is not installed, or what it installed is not for this machine (it then throws a text). */
function isAbsent(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return (
    code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' || /could not find|unsupported/i.test(String(error))
  )
}

/** ffmpeg-static exports the path itself, the installers an object with it. */
function pathIn(exported: unknown): string | undefined {
  if (typeof exported === 'string') return exported
  const { path } = (exported ?? {}) as { path?: unknown }
  return typeof path === 'string' ? path : undefined
}

/** A program from an npm package, which may have arrived without the permission to be run. */
async function bundled(exported: unknown): Promise<string | undefined> {
  const path = pathIn(exported)
  if (path === undefined) return undefined
  // Another user may own it, and it may be runnable all the same.
  await chmod(path, 0o755).catch(() => undefined)
  return firstProgram([path])
}

async function firstProgram(paths: readonly (string | undefined)[]): Promise<string | undefined> {
  for (const path of paths) if (path && (await isProgram(path))) return path
  return undefined
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return (await stat(path)).isFile()
  } catch {
    return false
  }
}
