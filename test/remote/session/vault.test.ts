import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Keychain } from '../../../src/remote/session/keychain.ts'
import { openVault } from '../../../src/remote/session/vault.ts'
import { temporaryFolder } from '../../rig/home.ts'

const SESSION = { url: 'http://x', accessToken: 'a', refreshToken: 'r', expiresAt: 1, id: 'i', email: null }

/** A keychain that can be locked. */
function keychain() {
  const state = { text: undefined as string | undefined, isLocked: false, keeps: false }
  const whenOpen = async <Answer>(does: () => Answer) => {
    if (state.isLocked) throw new TypeError('locked')
    return does()
  }
  const calls: Keychain = {
    read: () => whenOpen(() => state.text),
    write: (text) => whenOpen(() => void Object.assign(state, { text })),
    remove: () =>
      whenOpen(() => {
        if (state.keeps) throw new TypeError('not permitted')
        state.text = undefined
      }),
  }
  return { ...calls, state }
}

test('where there is a keychain nothing is written to a file', async () => {
  await using home = await temporaryFolder()
  const chain = keychain()
  const vault = openVault(home.at('session.json'), chain)
  expect(await vault.read()).toBeUndefined()
  expect(await vault.write(SESSION)).toEqual({ kind: 'keychain' })
  expect(await readdir(home.path)).toEqual(['session.in-keychain']) // Says where it is, and nothing else.
  expect(await readFile(home.at('session.in-keychain'), 'utf8')).toBe('')
  expect(await vault.read()).toEqual({ session: SESSION, place: { kind: 'keychain' } })
  await vault.remove()
  expect(chain.state.text).toBeUndefined()
  expect(await readdir(home.path)).toEqual([])
})

test('a keychain that refuses is done without, and the newer session is the one that holds', async () => {
  await using home = await temporaryFolder()
  const chain = keychain()
  const path = home.at('session.json')
  const vault = openVault(path, chain)
  await vault.write(SESSION)
  chain.state.isLocked = true
  expect(await vault.read()).toBeUndefined()
  const newer = { ...SESSION, accessToken: 'b' }
  expect(await vault.write(newer)).toEqual({ kind: 'file', path })
  chain.state.isLocked = false
  expect(await vault.read()).toEqual({ session: newer, place: { kind: 'file', path } })

  await vault.write({ ...SESSION, accessToken: 'c' })
  expect(existsSync(path)).toBe(false)
  expect(await vault.read()).toMatchObject({ session: { accessToken: 'c' }, place: { kind: 'keychain' } })
})

test('what is removed is removed from both', async () => {
  await using home = await temporaryFolder()
  const chain = keychain()
  const vault = openVault(home.at('session.json'), chain)
  await vault.write(SESSION)
  chain.state.isLocked = true
  await vault.write(SESSION)
  chain.state.isLocked = false
  await vault.remove()
  expect(await vault.read()).toBeUndefined()
})

test('a keychain that does not give it up says so, and what it kept can be removed later', async () => {
  await using home = await temporaryFolder()
  const chain = keychain()
  const vault = openVault(home.at('session.json'), chain)
  await vault.write(SESSION)
  chain.state.keeps = true
  await expect(vault.remove()).rejects.toMatchObject({ code: 'config', hint: expect.stringContaining('ytdub logout') })
  chain.state.keeps = false
  await vault.remove()
  await vault.remove()
  expect(chain.state.text).toBeUndefined()
  expect(await readdir(home.path)).toEqual([])
})

test('a session that was left in a locked keychain is no sign-out, with and without a newer one in a file', async () => {
  await using home = await temporaryFolder()
  const chain = keychain()
  const vault = openVault(home.at('session.json'), chain)
  await vault.write(SESSION)
  chain.state.isLocked = true
  await vault.write({ ...SESSION, accessToken: 'b' })
  await expect(vault.remove()).rejects.toMatchObject({ code: 'config', hint: expect.stringContaining('Unlock') })
  expect(await vault.read()).toBeUndefined() // What is in reach is gone.
  await expect(vault.remove()).rejects.toMatchObject({ code: 'config' })
  chain.state.isLocked = false
  expect(await vault.read()).toMatchObject({ session: SESSION })
  await vault.remove()
  expect(await vault.read()).toBeUndefined()
})

test('where a keychain has never taken anything, one that cannot be read is as good as none', async () => {
  await using home = await temporaryFolder()
  const chain = keychain()
  const vault = openVault(home.at('session.json'), chain)
  chain.state.isLocked = true
  await vault.write(SESSION)
  await vault.remove()
  await vault.remove()
  expect(await readdir(home.path)).toEqual([])
})
