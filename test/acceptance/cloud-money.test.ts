import { expect, test } from 'vitest'
import { type Said, startCloud } from '../rig/cloud.ts'

const SAID: readonly Said[] = [
  [0, 'Good morning and welcome.'],
  [1, 'Thank you for having me.'],
]
const NOTHING = { stt: 0, llm: 0, tts: 0 }

test('--dry-run asks nobody and tells calls, amounts and USD for each language and stage', async () => {
  await using cloud = await startCloud(SAID)
  const told = await cloud.dub('--lang', 'es,ko', '--dry-run')
  expect(told).toMatchObject({ code: 0, err: '' })
  expect(told.out).toMatch(/all +transcription +1 +0 +0\.1 minutes +\$0\.00\d\d/)
  for (const language of ['es', 'ko']) {
    expect(told.out).toMatch(new RegExp(`${language} +translation +1 +0 +\\d+ \\+ \\d+ tokens +\\$0\\.00\\d\\d`))
    expect(told.out).toMatch(new RegExp(`${language} +speech +\\d+ +0 +\\d+ characters +\\$0\\.00\\d\\d`))
  }
  expect(told.out).toMatch(/Prices as of 20\d\d-\d\d-\d\d\./)
  const { calls, usd } = JSON.parse((await cloud.dub('--lang', 'es,ko', '--dry-run', '--json')).out)
  expect(calls.map(({ language, stage }: { language: string | null; stage: string }) => [language, stage])).toEqual([
    [null, 'transcribe'],
    ['es', 'translate'],
    ['es', 'speak'],
    ['ko', 'translate'],
    ['ko', 'speak'],
  ])
  expect(cloud.calls('stt')).toEqual([])

  expect((await cloud.dub('--lang', 'es,ko')).code).toBe(0)
  expect(usd).toBeGreaterThan(0.5 * cloud.usd())
  expect(usd).toBeLessThan(2 * cloud.usd())
  const since = cloud.counting()
  const known = JSON.parse((await cloud.dub('--lang', 'es,ko', '--dry-run', '--json')).out)
  expect(known).toMatchObject({ usd: 0, exact: true })
  expect(known.calls.map(({ made }: { made: number }) => made)).toEqual([0, 0, 0, 0, 0])
  const more = JSON.parse((await cloud.dub('--lang', 'es,ko,fr', '--dry-run', '--json')).out)
  expect(more.calls.map(({ made }: { made: number }) => made)).toEqual([0, 0, 0, 0, 0, 1, 2])
  expect(since()).toEqual(NOTHING)
})

test('--max-cost stops before the call that would cost more, keeps what was paid for, and a higher one goes on', async () => {
  await using cloud = await startCloud(SAID)
  const dub = (most: string) => cloud.dub('--lang', 'es', '--max-cost', most)
  const none = await dub('0')
  expect(none).toMatchObject({
    code: 7,
    err: expect.stringMatching(/^Error: The next call would go over --max-cost 0: /m),
  })
  expect(none.err).toMatch(/--dry-run.*higher --max-cost/)
  expect(cloud.usd()).toBe(0)

  const since = cloud.counting()
  expect(await dub('0.0016')).toMatchObject({ code: 7, err: expect.stringContaining('What is done is kept') })
  expect(cloud.usd()).toBeGreaterThan(0)
  expect(cloud.usd()).toBeLessThanOrEqual(0.0016)
  const { stt, llm, tts } = since()
  expect([stt, llm]).toEqual([1, 1])
  expect(tts).toBeLessThan(SAID.length)

  expect((await dub('1')).code).toBe(0)
  expect(since()).toEqual({ stt: 1, llm: 1, tts: SAID.length })
  // Everything is paid for: it costs nothing to look again.
  expect((await dub('0')).code).toBe(0)
})
