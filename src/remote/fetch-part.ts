import { open, stat } from 'node:fs/promises'
import type { RemoteArtifact } from './answers.ts'

/**
 * `whole`: as many bytes as there should be. `expired`: the URL is no longer taken. `broken`: trying again may help.
 * `wrong`: more than was promised, which is not what was promised.
 */
type Fetched = 'whole' | 'expired' | 'broken' | 'wrong'

type Fetching = {
  readonly signal: AbortSignal
  /** Told how many bytes of the file are there, whenever some have come. */
  readonly onBytes: (bytes: number) => void
}

/** Milliseconds without a byte after which a connection is given up. */
const SILENCE = 30_000

/** Fetches what of a file is missing after what stands in `part`. Errors of the disk are thrown, the network's are not. */
export async function fetchPart(
  { url, bytes }: Pick<RemoteArtifact, 'url' | 'bytes'>,
  part: string,
  { signal, onBytes }: Fetching,
): Promise<Fetched> {
  const there = await sizeOf(part)
  if (there === bytes && bytes > 0) return 'whole'
  const from = there < bytes ? there : 0
  const silent = new AbortController()
  const timer = setTimeout(() => silent.abort(), SILENCE)
  try {
    const response = await begin(url, from, AbortSignal.any([signal, silent.signal]))
    if (typeof response === 'string') return response
    // Who does not know ranges sends all of it.
    await using file = await open(part, response.status === 206 ? 'a' : 'w')
    let written = response.status === 206 ? from : 0
    for await (const chunk of incoming(response)) {
      timer.refresh()
      written += chunk.length
      if (written > bytes) return 'wrong'
      await file.writeFile(chunk)
      onBytes(written)
    }
    return written === bytes ? 'whole' : 'broken'
  } finally {
    clearTimeout(timer)
    silent.abort()
  }
}

/** Bytes of a file; 0 where there is none. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  )
}

async function begin(url: string, from: number, signal: AbortSignal): Promise<Response | 'expired' | 'broken'> {
  try {
    const response = await fetch(url, { headers: from > 0 ? { range: `bytes=${from}-` } : {}, signal })
    if (response.ok) return response
    await response.body?.cancel()
    return response.status >= 500 || response.status === 429 ? 'broken' : 'expired'
  } catch {
    return 'broken' // The network; that somebody stopped it, the caller sees by the signal.
  }
}

/** A body as far as it comes: one that breaks off just ends. */
async function* incoming({ body }: Response): AsyncGenerator<Uint8Array> {
  if (body === null) return
  const reader = body.getReader()
  try {
    while (true) {
      const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }))
      if (done || value === undefined) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
