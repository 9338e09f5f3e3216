import { dirname, join } from 'node:path'
import { Failure } from '../../failure.ts'
import type { Keychain } from './keychain.ts'
import { secretFile } from './secret-file.ts'
import { readStoredSession, type StoredSession } from './stored-session.ts'

/** Where a session is kept. */
export type Place = { readonly kind: 'keychain' } | { readonly kind: 'file'; readonly path: string }

export interface Vault {
  read(): Promise<{ readonly session: StoredSession; readonly place: Place } | undefined>
  /** Keeps it in place of the one before. @returns where. */
  write(session: StoredSession): Promise<Place>
  /** @throws {Failure} `config`, where the keychain keeps one: it does not give it up, or cannot be opened to look. */
  remove(): Promise<void>
}

/**
 * Keeps one session: in the keychain where there is one that works, else in a file. A file is there only because the
 * keychain refused, so it is what holds as long as it is there. An empty file beside it says that the keychain has taken
 * one: without it nobody could tell a locked keychain from a machine that has none.
 */
export function openVault(path: string, keychain: Keychain | undefined): Vault {
  const file = secretFile(path)
  const inKeychain = secretFile(join(dirname(path), 'session.in-keychain'))
  const onFile: Place = { kind: 'file', path }
  return {
    async read() {
      const inFile = sessionIn(await file.read())
      if (inFile) return { session: inFile, place: onFile }
      // A keychain that cannot be read is as good as none: one signs in again, and it is then the file that is used.
      const session = sessionIn(await keychain?.read().catch(() => undefined))
      return session && { session, place: { kind: 'keychain' } }
    },

    async write(session) {
      const text = JSON.stringify(session)
      const isTaken = await keychain?.write(text).then(
        () => true,
        () => false, // Locked, not there, or too small for it (Windows).
      )
      if (!isTaken) {
        await file.write(text)
        return onFile
      }
      await inKeychain.write('')
      await file.remove()
      return { kind: 'keychain' }
    },

    async remove() {
      await file.remove()
      const hasTaken = (await inKeychain.read()) !== undefined
      const text = await keychain?.read().catch((cause: unknown) => {
        if (hasTaken) throw stillThere(inKeychain.path, cause)
        return undefined
      })
      if (text !== undefined) {
        await keychain?.remove().catch((cause: unknown) => {
          throw stillThere(inKeychain.path, cause)
        })
      }
      await inKeychain.remove()
    },
  }
}

function stillThere(note: string, cause: unknown): Failure {
  return new Failure('config', 'A session is still in the keychain, which is locked or does not give it up.', {
    hint:
      'Unlock the keychain and run ytdub logout again, or delete its entry “ytdub” in the system’s own settings.\n' +
      `Where there is no keychain any more, delete ${note} instead.`,
    cause,
  })
}

function sessionIn(text: string | undefined): StoredSession | undefined {
  return text === undefined ? undefined : readStoredSession(text)
}
