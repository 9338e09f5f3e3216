import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AuthServer, startAuthServer } from '../remote/session/auth-server.ts'
import { signIn } from '../remote/session/sign-in-here.ts'
import { newPerson, type Person } from '../rig/cli.ts'

let person: Person
let server: AuthServer
beforeEach(async () => {
  person = await newPerson()
  server = await startAuthServer()
  await signIn(person, server)
})
afterEach(async () => {
  await server[Symbol.asyncDispose]()
  await person[Symbol.asyncDispose]()
})

const logout = (...args: string[]) => person.start(['logout', ...args], { env: server.env }).ended
const isKept = () => existsSync(join(person.home, 'session.json'))

test('signs out here alone, and once', async () => {
  expect(isKept()).toBe(true)
  expect(await logout()).toMatchObject({ code: 0, out: '', err: 'Signed out.\n' })
  expect(isKept()).toBe(false)
  expect(server.callsOf('/logout').map(({ query }) => query.get('scope'))).toEqual(['local'])
  expect(await logout('--json')).toMatchObject({ code: 0, out: '{"signed_in":false,"server_told":null}\n', err: '' })
})

test('signs out here where the server does not answer, and says so', async () => {
  await using _ = await server.shut()
  expect(await logout()).toMatchObject({ code: 0, err: expect.stringContaining('could not be told') })
  expect(isKept()).toBe(false)
})

test('signs out here where it is not known any more of which service', async () => {
  expect(await person.ytdub('logout', '--json')).toMatchObject({
    code: 0,
    out: '{"signed_in":false,"server_told":false}\n',
  })
  expect(isKept()).toBe(false)
})
