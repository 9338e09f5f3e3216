import { expect, test } from 'vitest'
import { keyNamed, openProject, USER } from './signing-project.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const LATE = { exp: 4_000_000_000 }
const REFUSED = { code: 'auth' }
const UNKNOWN = { code: 'vendor', retryable: true }

test('a key that is not known is looked for once more, but not within half a minute: keys are rotated', async () => {
  const [old, fresh] = [await keyNamed('old'), await keyNamed('new')]
  await using project = await openProject(old)
  const verify = project.verifier()
  await verify(await project.sign(old, LATE))
  project.state.keys = [fresh]
  const token = await project.sign(fresh, LATE)
  await expect(verify(token)).rejects.toMatchObject(REFUSED)
  project.clock.advance(29_999)
  await expect(verify(token)).rejects.toMatchObject(REFUSED)
  expect(project.state.asked).toBe(1)
  project.clock.advance(1)
  expect(await verify(token)).toMatchObject({ sub: USER })
  await expect(verify(await project.sign(old, LATE))).rejects.toMatchObject(REFUSED)
  expect(project.state.asked).toBe(2)
})

test('unknown keys do not have the keys asked for again and again, whether they can be had or not', async () => {
  const [known, ...forged] = await Promise.all(['known', 'a', 'b', 'c'].map((kid) => keyNamed(kid)))
  await using project = await openProject(known!)
  const verify = project.verifier()
  const tokens = await Promise.all(forged.map((key) => project.sign(key, LATE)))
  await verify(await project.sign(known!, LATE))
  for (const token of tokens) await expect(verify(token)).rejects.toMatchObject(REFUSED)
  expect(project.state.asked).toBe(1)
  project.state.status = 500
  project.clock.advance(MINUTE)
  for (const token of tokens) await expect(verify(token)).rejects.toMatchObject(UNKNOWN)
  expect(project.state.asked).toBe(2)
  project.state.status = 200
  project.clock.advance(MINUTE)
  for (const token of tokens) await expect(verify(token)).rejects.toMatchObject(REFUSED)
  expect(project.state.asked).toBe(3)
})

test('keys that are out of date serve on while no newer ones can be had, for a day', async () => {
  const [key, fresh] = [await keyNamed('one'), await keyNamed('new')]
  await using project = await openProject(key)
  const troubles: string[] = []
  const verify = project.verifier({ onTrouble: (message) => troubles.push(message) })
  const token = await project.sign(key, LATE)
  await verify(token)
  project.clock.advance(10 * MINUTE - 1)
  await verify(token)
  expect(project.state.asked).toBe(1)
  project.state.status = 500
  project.clock.advance(1)
  for (let time = 0; time < 3; time += 1) expect(await verify(token)).toMatchObject({ sub: USER })
  expect(project.state.asked).toBe(2)
  const [since, until] = ['2026-01-02T03:04:05.000Z', '2026-01-03T03:04:05.000Z']
  expect(troubles).toEqual([
    `The keys that access tokens are checked with cannot be fetched. Those of ${since} serve until ${until}.`,
  ])
  project.clock.advance(DAY - 10 * MINUTE)
  for (let time = 0; time < 3; time += 1) await expect(verify(token)).rejects.toMatchObject(UNKNOWN)
  expect(project.state.asked).toBe(3)
  expect(troubles.at(-1)).toBe(
    'The keys that access tokens are checked with cannot be fetched. There are none meanwhile.',
  )
  project.state.status = 200
  project.state.keys = [fresh]
  project.clock.advance(MINUTE)
  await expect(verify(token)).rejects.toMatchObject(REFUSED)
  expect(await verify(await project.sign(fresh, LATE))).toMatchObject({ sub: USER })
  expect(project.state.asked).toBe(4)
})

test('in an outage nobody but the first waits for the keys', async () => {
  const [key, fresh] = [await keyNamed('one'), await keyNamed('new')]
  await using project = await openProject(key)
  const { state, clock } = project
  const verify = project.verifier()
  const token = await project.sign(key, LATE)
  await verify(token)
  state.status = 500
  clock.advance(10 * MINUTE)
  await verify(token)
  const { promise, resolve } = Promise.withResolvers<void>()
  state.held = promise
  clock.advance(MINUTE)
  for (let time = 0; time < 3; time += 1) expect(await verify(token)).toMatchObject({ sub: USER })
  const [first, second] = [verify(await project.sign(fresh, LATE)), verify(await project.sign(fresh, LATE))]
  Object.assign(state, { status: 200, keys: [key, fresh] })
  resolve()
  expect(await Promise.all([first, second])).toMatchObject([{ sub: USER }, { sub: USER }])
  expect(state.asked).toBe(3)
})

test('that the keys cannot be had is no fault of the token', async () => {
  const key = await keyNamed('one')
  await using project = await openProject(key)
  const token = await project.sign(key)
  project.state.status = 500
  const verify = project.verifier()
  await expect(verify(token)).rejects.toMatchObject(UNKNOWN)
  await expect(verify(token)).rejects.toMatchObject(UNKNOWN)
  expect(project.state.asked).toBe(1)
  project.state.status = 200
  project.clock.advance(30_000)
  expect(await verify(token)).toMatchObject({ sub: USER })
  const gone = project.verifier({ supabaseUrl: 'http://127.0.0.1:1' })
  await expect(gone(token)).rejects.toMatchObject(UNKNOWN)
})
