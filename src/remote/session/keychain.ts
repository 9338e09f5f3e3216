/** Where the system keeps secrets for a person. Each call fails where it is locked, or there is none. */
export interface Keychain {
  read(): Promise<string | undefined>
  write(text: string): Promise<void>
  remove(): Promise<void>
}

/** How long a keychain may take to answer, in ms: it may ask a person who sits at another screen. */
const PATIENCE_MS = 20_000

/** ytdub's entry in the keychain of this system. It is opened only when something is asked of it. */
export function systemKeychain(): Keychain {
  return {
    read: async () => (await patiently((await entry()).getPassword())) ?? undefined,
    write: async (text) => patiently((await entry()).setPassword(text)),
    async remove() {
      await patiently((await entry()).deletePassword())
    },
  }
}

async function entry() {
  // An optional dependency: on a platform that it is not built for the import fails, like a keychain that is not there.
  const { AsyncEntry } = await import('@napi-rs/keyring')
  // Without this it would fall back to the Linux kernel's keyring, which forgets: nobody could say for how long one is signed in.
  return new AsyncEntry('ytdub', 'session', { linux: { store: 'secret-service' } })
}

async function patiently<Answer>(answer: Promise<Answer>): Promise<Answer> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(
    () => late.reject(new DOMException('The keychain does not answer.', 'TimeoutError')),
    PATIENCE_MS,
  )
  try {
    return await Promise.race([answer, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
