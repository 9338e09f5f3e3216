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
  /** @throws {Failure} `config`, where the keychain does not give it up. */
  remove(): Promise<void>
}

/**
 * Keeps one session: in the keychain where there is one that works, else in a file. A file is there only because the
 * keychain refused, so it is what holds as long as it is there.
 */
export function openVault(path: string, keychain: Keychain | undefined): Vault {
  const file = secretFile(path)
  const onFile: Place = { kind: 'file', path }
  return {
    async read() {
      const inFile = sessionIn(await file.read())
      if (inFile) return { session: inFile, place: onFile }
      // A keychain that cannot be read is as good as none: one signs in again, and it is then the file that is used.
      const inKeychain = sessionIn(await keychain?.read().catch(() => undefined))
      return inKeychain && { session: inKeychain, place: { kind: 'keychain' } }
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
      await file.remove()
      return { kind: 'keychain' }
    },

    async remove() {
      await file.remove()
      // There is nothing in a keychain that cannot be read, as far as ytdub goes.
      const text = await keychain?.read().catch(() => undefined)
      if (text === undefined) return
      await keychain?.remove().catch((cause: unknown) => {
        throw stillThere(cause)
      })
    },
  }
}

function stillThere(cause: unknown): Failure {
  return new Failure('config', 'The session could not be taken out of the keychain: it is still there.', {
    hint: 'Unlock the keychain and run ytdub logout again, or delete its entry “ytdub” in the system’s own settings.',
    cause,
  })
}

function sessionIn(text: string | undefined): StoredSession | undefined {
  return text === undefined ? undefined : readStoredSession(text)
}
