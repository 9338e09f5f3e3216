/** The parts of a session that people and scripts are told of. */
type Told = {
  readonly id: string | null
  readonly email: string | null
  readonly expiresAt: number | null
  readonly place: { readonly kind: 'keychain' | 'environment' } | { readonly kind: 'file'; readonly path: string }
}

/** Where a session is kept, within a sentence. */
export function whereKept({ place }: Told): string {
  switch (place.kind) {
    case 'keychain':
      return 'in the system’s keychain'
    case 'environment':
      return 'in YTDUB_ACCESS_TOKEN'
    case 'file':
      return `in ${place.path}, which only you can read`
  }
}

/** A session as scripts read it: never with its tokens. */
export function sessionJson({ id, email, expiresAt, place }: Told) {
  return { id, email, expires_at: expiresAt === null ? null : new Date(expiresAt).toISOString(), kept: place }
}
