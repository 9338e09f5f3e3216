import { createHash } from 'node:crypto'
import { readFile, stat, utimes, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { BlobRef } from '../../src/dub/blob.ts'
import type { BlobStore, Scratch } from '../../src/ports/stores.ts'

export type BlobHarness = AsyncDisposable & {
  readonly blobs: BlobStore
  readonly scratch: Scratch
  /** A path where a person's file may be. */
  readonly at: (name: string) => string
  /** What a failing disk does: other bytes in the blob's place, or none. */
  readonly damage: (ref: BlobRef, bytes: Uint8Array | undefined) => Promise<void>
}

const hello = Buffer.from('hello')
const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'

/** What every blob store promises. */
export function blobStoreContract(name: string, open: () => Promise<BlobHarness>): void {
  describe(`blob store: ${name}`, () => {
    keepsBytes(open)
    findsDamage(open)
    borrowsFiles(open)
  })
}

function keepsBytes(open: () => Promise<BlobHarness>): void {
  test('names bytes by their SHA-256 and gives them back', async () => {
    await using harness = await open()
    const ref = await harness.blobs.put(hello, 'text/plain')
    expect(ref).toEqual({ digest: HELLO, type: 'text/plain', size: 5 })
    expect(Buffer.from(await harness.blobs.get(ref))).toEqual(hello)
    expect(await readFile(await harness.blobs.path(ref))).toEqual(hello)
    expect(await harness.blobs.has(ref)).toBe(true)
  })

  test('any bytes come back as they were', async () => {
    await using harness = await open()
    const bytes = fc.uint8Array({ maxLength: 3000 })
    const comesBack = async (given: Uint8Array) => {
      const ref = await harness.blobs.put(given, 'application/octet-stream')
      expect(ref.digest).toBe(createHash('sha256').update(given).digest('hex'))
      expect(Buffer.from(await harness.blobs.get(ref))).toEqual(Buffer.from(given))
    }
    await fc.assert(fc.asyncProperty(bytes, comesBack), { numRuns: 25, seed: 7 })
  })

  test('putting the same bytes again is the same blob', async () => {
    await using harness = await open()
    const [one, two] = await Promise.all([harness.blobs.put(hello, 'a/b'), harness.blobs.put(hello, 'a/b')])
    expect(two).toEqual(one)
    expect(await harness.blobs.put(hello, 'a/b')).toEqual(one)
  })

  test('does not have what nobody put, or what is of another length', async () => {
    await using harness = await open()
    const ref = { digest: HELLO, type: 'text/plain', size: 5 }
    expect(await harness.blobs.has(ref)).toBe(false)
    await harness.blobs.put(hello, 'text/plain')
    expect(await harness.blobs.has({ ...ref, size: 4 })).toBe(false)
  })

  test('takes a finished file over: it is gone from where it was', async () => {
    await using harness = await open()
    const path = harness.scratch.path('made.wav')
    await writeFile(path, hello)
    expect(await harness.blobs.adopt(path, 'audio/wav')).toEqual({ digest: HELLO, type: 'audio/wav', size: 5 })
    await expect(stat(path)).rejects.toMatchObject({ code: 'ENOENT' })
    const again = harness.scratch.path('made.wav')
    await writeFile(again, hello)
    const ref = await harness.blobs.adopt(again, 'audio/wav')
    expect(Buffer.from(await harness.blobs.get(ref))).toEqual(hello)
  })
}

function findsDamage(open: () => Promise<BlobHarness>): void {
  const reads = {
    get: (blobs: BlobStore, ref: BlobRef) => blobs.get(ref),
    path: (blobs: BlobStore, ref: BlobRef) => blobs.path(ref),
  }
  const damages = {
    gone: undefined,
    'other bytes of the same length': Buffer.from('jello'),
    'cut short': Buffer.from('hel'),
    empty: Buffer.alloc(0),
  }

  for (const [how, read] of Object.entries(reads)) {
    for (const [what, bytes] of Object.entries(damages)) {
      test(`${how} of a blob that is ${what} names it as lost, throws it away, and putting it again mends it`, async () => {
        await using harness = await open()
        const ref = await harness.blobs.put(hello, 'text/plain')
        await harness.damage(ref, bytes)
        await expect(read(harness.blobs, ref)).rejects.toMatchObject({ name: 'Failure', code: 'lost', subject: HELLO })
        expect(await harness.blobs.has(ref)).toBe(false)
        await harness.blobs.put(hello, 'text/plain')
        expect(Buffer.from(await harness.blobs.get(ref))).toEqual(hello)
      })
    }
  }
}

function borrowsFiles(open: () => Promise<BlobHarness>): void {
  test('borrows a person’s file without copying it', async () => {
    await using harness = await open()
    const path = harness.at('talk.mp3')
    await writeFile(path, hello)
    const ref = await harness.blobs.borrow(path, 'audio/mpeg')
    expect(ref).toEqual({ digest: HELLO, type: 'audio/mpeg', size: 5 })
    expect(await harness.blobs.has(ref)).toBe(true)
    expect(await harness.blobs.path(ref)).toBe(path)
    expect(Buffer.from(await harness.blobs.get(ref))).toEqual(hello)
  })

  test('a borrowed file that was changed since is the person’s matter, and stays where it is', async () => {
    await using harness = await open()
    const path = harness.at('talk.mp3')
    await writeFile(path, hello)
    const ref = await harness.blobs.borrow(path, 'audio/mpeg')
    await writeFile(path, 'jello')
    await utimes(path, 1, 1)
    await expect(harness.blobs.path(ref)).rejects.toMatchObject({
      code: 'input',
      message: expect.stringContaining('talk.mp3'),
    })
    await expect(harness.blobs.get(ref)).rejects.toMatchObject({ code: 'input' })
    expect(await readFile(path, 'utf8')).toBe('jello')
  })
}
