import { expect, test } from 'vitest'
import { Failure, type FailureCode } from '../../../src/failure.ts'
import { loggedOf } from '../../../src/jobs/fleet/logged-of.ts'
import { JOB, openFleet } from './open-fleet.ts'

const SECRET = 'Refused by db.internal: the key sk-123, which said "one two."'
const FIXED = 'The service could not do this; its operator has been told.'
const OWN: FailureCode[] = ['internal', 'config', 'auth']

/** All that a user can read of a job. */
function readable({ fleet, job, objects }: Awaited<ReturnType<typeof openFleet>>): string {
  const files = [...objects.kept.values()].map(({ bytes }) => bytes.toString())
  return JSON.stringify([job(), fleet.events, files])
}

test.each(OWN)('what is the service’s own matter (%s) is not told to users, in a preparation', async (code) => {
  await using fleet = await openFleet()
  fleet.submit()
  fleet.providers.does.transcribe = async () => {
    throw new Failure(code, SECRET)
  }
  await fleet.drain()
  expect(fleet.job()).toMatchObject({ status: 'error', code, message: FIXED })
  expect(fleet.task('es')).toMatchObject({ status: 'error', code, message: FIXED })
  expect(readable(fleet)).not.toMatch(/sk-123|db\.internal/)
  expect(fleet.log).toContainEqual(
    expect.objectContaining({ event: 'preparation-failed', code, why: 'Refused by db.internal' }),
  )
  expect(JSON.stringify(fleet.log)).not.toMatch(/sk-123|one two/)
})

test.each(OWN.flatMap((code) => [[code, 'translate'] as const, [code, 'speak'] as const]))(
  'nor (%s) in a language that meets it (%s)',
  async (code, trade) => {
    await using fleet = await openFleet()
    fleet.submit({ languages: ['es'] })
    fleet.providers.does[trade] = async () => {
      throw new Failure(code, SECRET, { hint: 'Set SECRET_KEY on db.internal.' })
    }
    await fleet.drain()
    expect(fleet.task('es')).toMatchObject({ status: 'error', code, message: FIXED })
    expect(readable(fleet)).not.toMatch(/sk-123|db\.internal/)
    expect(fleet.log).toContainEqual(expect.objectContaining({ code, why: 'Refused by db.internal' }))
    expect(JSON.stringify(fleet.log)).not.toMatch(/sk-123|one two/)
  },
)

test('nor in a finish', async () => {
  await using fleet = await openFleet()
  fleet.submit({ languages: ['es'] })
  await fleet.run(fleet.queue.waiting.shift()!)
  await fleet.run(fleet.queue.waiting.shift()!)
  fleet.fleet.outcomes = async () => {
    throw new Error(SECRET)
  }
  await fleet.drain()
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'internal', message: FIXED })
  expect(fleet.log).toContainEqual(expect.objectContaining({ event: 'finish-failed', why: 'Refused by db.internal' }))
})

test('what is the user’s own matter is told as it is', async () => {
  await using fleet = await openFleet()
  fleet.submit({ languages: ['es'] })
  fleet.providers.does.transcribe = async () => {
    throw new Failure('input', 'Nobody speaks: "talk.mp3".')
  }
  await fleet.drain()
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'input', message: 'Nobody speaks: "talk.mp3".' })
})

const CHANGED = 'The uploaded file was changed or removed after it was submitted. Upload it anew.'

test.for(['gone', 'another one'])('a track that is %s is the user’s own matter, and final at once', async (what) => {
  await using fleet = await openFleet()
  fleet.submit()
  if (what === 'gone') fleet.blobs.kept.delete(fleet.source.digest)
  else fleet.blobs.kept.set(fleet.source.digest, Buffer.from('b talk'))
  await fleet.drain()
  expect(fleet.settledAs).toEqual(['prepare dead', 'finish done'])
  expect(fleet.job()).toMatchObject({ status: 'error', code: 'input', message: CHANGED })
  expect(fleet.log).toContainEqual(
    expect.objectContaining({ event: 'preparation-failed', code: 'input', again: false }),
  )
})

test('so is a background that is gone when a language is mixed', async () => {
  await using fleet = await openFleet()
  const background = { ...(await fleet.blobs.put(Buffer.from('music'), 'audio/mpeg')), name: 'music.mp3' }
  fleet.submit({ languages: ['es'], background })
  await fleet.run(fleet.queue.waiting.shift()!)
  fleet.blobs.kept.delete(background.digest)
  await fleet.drain()
  expect(fleet.settledAs).toEqual(['prepare done', 'language dead', 'finish done'])
  expect(fleet.task('es')).toMatchObject({ status: 'error', code: 'input', message: CHANGED })
})

test('a log says of a failure what nobody has said', () => {
  expect(loggedOf(`Unexpected token 'h', "hello the"... is not valid JSON`)).toBe('Unexpected token')
  expect(loggedOf('first line\nsecond line')).toBe('first line')
  expect(loggedOf('x'.repeat(500))).toHaveLength(120)
})

test('a job that was cancelled says so in one word, whoever ended it', async () => {
  await using fleet = await openFleet()
  fleet.submit({ languages: ['es', 'fr'] })
  await fleet.run(fleet.queue.waiting.shift()!)
  await fleet.fleet.begin(JOB, 'es', 'dead')
  fleet.fleet.cancel(JOB)
  await fleet.drain()
  expect(await fleet.run({ kind: 'finish', job: JOB })).toBe('done')
  const words = [fleet.job().message, ...fleet.job().tasks.map(({ message }) => message)]
  expect(new Set(words)).toEqual(new Set(['cancelled']))
})
