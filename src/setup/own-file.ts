import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Failure } from '../failure.ts'
import { type Settings, settingsSchema } from '../settings.ts'

/**
 * Changes the person's own configuration file, which is there whole or not at all, and which only they can read. A setting
 * that becomes undefined is taken out. @returns what it says now.
 * @throws {Failure} `config`, where it cannot be read, or a setting would be wrong; nothing is written then.
 */
export async function changeOwnFile(
  path: string,
  change: { readonly [setting in keyof Settings]: Settings[setting] | undefined },
): Promise<Settings> {
  const wanted = Object.entries({ ...(await readOwnFile(path)), ...change }).filter(([, value]) => value !== undefined)
  const parsed = settingsSchema.safeParse(Object.fromEntries(wanted))
  if (!parsed.success) throw wrong(parsed.error.issues[0])
  await replace(path, `${JSON.stringify(parsed.data, null, 2)}\n`).catch((cause: unknown) => {
    const hint = 'Check the permissions of its folder, and the space on its disk.'
    throw new Failure('config', `${JSON.stringify(path)} cannot be written.`, { cause, hint })
  })
  return parsed.data
}

async function replace(path: string, text: string): Promise<void> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const temporary = join(folder, `.config-${randomUUID()}.json`)
  try {
    await writeFile(temporary, text, { mode: 0o600, flag: 'wx' })
    await chmod(temporary, 0o600) // Whatever the umask says.
    await rename(temporary, path)
  } finally {
    await rm(temporary, { force: true })
  }
}

/** What the person's own file says; nothing where there is none. */
async function readOwnFile(path: string): Promise<Settings> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}'
    throw new Failure('config', `${JSON.stringify(path)} cannot be read.`, {
      cause: error,
      hint: 'Check its permissions.',
    })
  })
  try {
    return settingsSchema.parse(JSON.parse(text))
  } catch (cause) {
    throw new Failure('config', `${JSON.stringify(path)} is no configuration file of ytdub's.`, {
      cause,
      hint: 'Mend it, or move it aside.',
    })
  }
}

function wrong(issue: { readonly path: readonly PropertyKey[]; readonly message: string } | undefined): Failure {
  const name = String(issue?.path[0] ?? 'A setting')
  return new Failure('usage', `${name} is wrong: ${issue?.message ?? 'not understood'}.`, {
    hint: 'Nothing was changed.',
  })
}
