import { expect, test, vi } from 'vitest'
import { type Said, startCloud } from '../rig/cloud.ts'

/** More than are spoken at a time; each of its own words, else one would be recalled for another. */
const MANY = Array.from({ length: 36 }, (_, index): Said => [index % 2, `Tree ${index + 1}.`])

test('SIGKILL in the middle of speech: the next run pays only for what was not kept', async () => {
  const said = [1, 2, 3, 4, 5].map((number): Said => [0, `It is line ${number} of five.`])
  await using cloud = await startCloud(said)
  cloud.deepgram.misbehave({ kind: 'hang-before-headers' }, { path: /speak/, body: /\b(dos|cuatro)\b/, times: 9 })
  const running = cloud.start(['dub', 'talk.wav', '--lang', 'es', '--verbose'])
  await Promise.all([1, 3, 5].map((line) => running.seen(`speak es line ${line} worked out`)))
  running.child.kill('SIGKILL')
  expect(await running.ended).toMatchObject({ signal: 'SIGKILL' })
  cloud.deepgram.behave()
  const since = cloud.counting()
  expect((await cloud.dub('--lang', 'es')).code).toBe(0)
  expect(since()).toEqual({ stt: 0, llm: 0, tts: 2 })
})

test('Ctrl-C once in the middle of speech: calls under way are finished and kept, and no other begins', async () => {
  await using cloud = await startCloud(MANY)
  cloud.deepgram.latency.tts = 800
  const running = cloud.start(['dub', 'talk.wav', '--lang', 'es'])
  await vi.waitFor(() => expect(cloud.calls('tts').length).toBeGreaterThanOrEqual(10), { timeout: 30_000 })
  running.child.kill('SIGINT')
  await running.seen('Finishing what is under way')
  const { code, err } = await running.ended
  expect(code).toBe(130)
  expect(err).toMatch(/Stopped\. What was finished is kept\.\nTo go on: ytdub dub talk\.wav --lang es\n$/)
  const finished = cloud.calls('tts').length
  expect(finished).toBeLessThan(MANY.length)
  expect(cloud.calls('tts').every(({ status }) => status === 200)).toBe(true)
  cloud.deepgram.latency.tts = 0
  const since = cloud.counting()
  expect((await cloud.dub('--lang', 'es')).code).toBe(0)
  expect(since()).toEqual({ stt: 0, llm: 0, tts: MANY.length - finished })
})

test('Ctrl-C twice reaches the sockets', async () => {
  await using cloud = await startCloud([[0, 'You are welcome.']])
  cloud.deepgram.misbehave({ kind: 'hang-before-headers' })
  const running = cloud.start(['dub', 'talk.wav', '--lang', 'es'])
  await vi.waitFor(() => expect(cloud.calls('stt')).toHaveLength(1), { timeout: 30_000 })
  running.child.kill('SIGINT')
  await running.seen('Finishing what is under way')
  running.child.kill('SIGINT')
  expect((await running.ended).code).toBe(130)
  await vi.waitFor(() => expect(cloud.calls('stt')[0]?.ms).toBeDefined()) // It has seen the client go.
  expect((await cloud.dub('--lang', 'es')).code).toBe(0)
})
