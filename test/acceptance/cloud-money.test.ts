import { expect, test } from 'vitest'
import { type Cloud, type Said, startCloud } from '../rig/cloud.ts'

const SAID: readonly Said[] = [
  [0, 'Good morning and welcome.'],
  [1, 'Thank you for having me.'],
]
/** Decimal places of USD: what is uploaded is longer than the recording by the few milliseconds that Opus adds. */
const PLACES = 5
const NOTHING = { stt: 0, llm: 0, tts: 0 }

/** The id of the job that was worked on last. */
async function jobOf({ ytdub }: Cloud): Promise<string> {
  return JSON.parse((await ytdub('jobs', '--json')).out).jobs[0].id
}

/** What `jobs show` says that the job has cost, in USD. */
async function toldCost(cloud: Cloud): Promise<number> {
  const { costs } = JSON.parse((await cloud.ytdub('jobs', 'show', await jobOf(cloud), '--json')).out)
  return costs.reduce((sum: number, { usd }: { usd: number }) => sum + usd, 0)
}

test('after a kill -9 the job and the manifest come to what the vendors billed, over both runs; a free one adds nothing', async () => {
  const said = [1, 2, 3, 4, 5].map((number): Said => [number % 2, `It is line ${number} of five.`])
  await using cloud = await startCloud(said)
  cloud.deepgram.misbehave({ kind: 'hang-before-headers' }, { path: /speak/, body: /\b(dos|cuatro)\b/, times: 9 })
  const running = cloud.start(['dub', 'talk.wav', '--lang', 'es', '--verbose'])
  await Promise.all([1, 3, 5].map((line) => running.seen(`speak es line ${line} worked out`)))
  running.child.kill('SIGKILL')
  await running.ended
  expect(cloud.usd()).toBeGreaterThan(0.002)
  expect(await toldCost(cloud)).toBeCloseTo(cloud.usd(), PLACES)
  expect((await cloud.ytdub('jobs', 'show', await jobOf(cloud))).out).toContain('To be delivered to')

  cloud.deepgram.behave()
  const paid = cloud.usd()
  const { code, out } = await cloud.dub('--lang', 'es')
  const total = (await toldCost(cloud)).toFixed(4)
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining(`Cost: $${total} (this run: `) })
  expect(await toldCost(cloud)).toBeCloseTo(cloud.usd(), PLACES)
  const usage = async () => (await cloud.manifest()).languages[0]?.usage
  expect(await usage()).toMatchObject({
    usd: expect.closeTo(cloud.usd() - paid, PLACES),
    total_usd: expect.closeTo(cloud.usd(), PLACES),
  })
  expect((await cloud.dub('--lang', 'es')).code).toBe(0)
  expect(await usage()).toMatchObject({ usd: 0, total_usd: expect.closeTo(cloud.usd(), PLACES) })

  const { voices = [] } = (await cloud.manifest()).languages[0] ?? {}
  expect(voices.map(({ speaker }) => speaker)).toEqual([1, 2])
  const shown = (await cloud.ytdub('jobs', 'show', await jobOf(cloud))).out
  expect(shown).toContain(`speaker 1 ${voices[0]?.voice}, speaker 2 ${voices[1]?.voice}\n`)
  expect(shown).toMatch(/^Delivered to /m)

  // One more language is another job, which recalls what this one paid for: the dub has cost that all the same.
  expect((await cloud.dub('--lang', 'es,fr')).code).toBe(0)
  const all = (await cloud.manifest()).languages.reduce((sum, language) => sum + language.usage.total_usd, 0)
  expect(all).toBeCloseTo(cloud.usd(), PLACES)
})

test('a model that the vendor has not is named with its flag, once, and nothing is said to be delivered', async () => {
  await using cloud = await startCloud(SAID)
  const { code, out, err } = await cloud.dub('--lang', 'es', '--llm', 'openai:gpt-nonsense')
  expect(code).toBe(5)
  expect(out).toMatch(
    /^Failed es: OpenAI refuses the request .*\(model gpt-nonsense, HTTP 404, it does not know the model/m,
  )
  expect(out).toContain('Choose a model that it has: --llm openai:MODEL.')
  expect(out).toContain('Providers were asked 2 times, 1 in vain; 0 answers were known.')
  expect((out + err).match(/What is done is kept/g)).toHaveLength(1)
  expect(out + err).not.toMatch(/Delivered to|run the same command again|support/)
})

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
  const { out } = await cloud.ytdub('jobs', 'show', await jobOf(cloud))
  expect(out.match(/The next call would go over/g)).toHaveLength(1)
  expect(out).toMatch(/^To be delivered to +\/.*talk\.dub$/m)
  expect(out).not.toContain('Delivered to')

  expect((await dub('1')).code).toBe(0)
  expect(since()).toEqual({ stt: 1, llm: 1, tts: SAID.length })
  // Everything is paid for: it costs nothing to look again.
  expect((await dub('0')).code).toBe(0)
})
