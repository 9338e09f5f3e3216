import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Ended } from '../rig/cli.ts'
import { type Cloud, type Said, startCloud } from '../rig/cloud.ts'

const SAID: readonly Said[] = [
  [0, 'Good morning and welcome to the garden of 12 bees.'],
  [0, 'Some of them have been here for years and years.'],
  [1, 'Thank you very much for having me here today.'],
]
const CHAT = /chat\/completions/
const DUB = ['--lang', 'es', '--max-rate', '1.1'] as const

/** A person whose translator says everything twice, so that no line fits its time. */
async function startWordyCloud(): Promise<Cloud> {
  const cloud = await startCloud(SAID)
  cloud.openai.misbehave({ kind: 'wrong-schema', how: 'wordy' }, { path: CHAT })
  return cloud
}

/** The questions for shorter wordings, as far as they have been asked. */
function shortened(cloud: Cloud) {
  return cloud.calls('llm').flatMap(({ body }) => {
    const { messages } = JSON.parse(body.toString()) as { messages: { content: string }[] }
    const { lines } = JSON.parse(messages.at(-1)?.content ?? '') as { lines: { id: number; wording?: string }[] }
    return lines.some(({ wording }) => wording !== undefined) ? [lines] : []
  })
}

const spanish = async (cloud: Cloud) => (await cloud.manifest()).languages[0]!

/** The order is the story's. */
describe('a script whose lines are too long', () => {
  let cloud: Cloud
  let first: Ended
  beforeAll(async () => {
    cloud = await startWordyCloud()
    first = await cloud.dub(...DUB)
  })
  afterAll(() => cloud[Symbol.asyncDispose]())

  test('is worded shorter in at most three rounds, and fits', async () => {
    expect(first).toMatchObject({ code: 0, err: expect.not.stringContaining('arning') })
    const asked = shortened(cloud).flat()
    expect(asked.length).toBeGreaterThan(0)
    for (const line of asked) expect(asked.filter(({ id }) => id === line.id).length).toBeLessThanOrEqual(3)
    const { sync, usage } = await spanish(cloud)
    expect(sync).toMatchObject({
      over_bound: [],
      lost: 0,
      overlap: 0,
      rewritten: new Set(asked.map(({ id }) => id)).size,
      shorten: [],
    })
    expect(sync?.rate.max).toBeLessThanOrEqual(1.1 + 1e-6)
    expect(Math.abs(usage.usd - cloud.usd())).toBeLessThan(2e-6)
    const { lines } = await cloud.script('es')
    for (const { id, wording = '' } of asked) {
      const { text, translated } = lines.find((line) => line.id === id)!
      expect(text).toBe(translated)
      expect(text.length).toBeLessThan(wording.length)
    }
    expect(lines[0]?.text).toContain('12')
  })

  test('is that again in the next run, which recalls all of it, pays nothing, and can tell why', async () => {
    const since = cloud.counting()
    const spoken = await cloud.script('es')
    expect((await cloud.dub(...DUB)).code).toBe(0)
    expect(since()).toEqual({ stt: 0, llm: 0, tts: 0 })
    expect(await cloud.script('es')).toEqual(spoken)
    expect((await spanish(cloud)).usage).toMatchObject({ usd: 0, calls: { made: 0 } })
    const { job } = await cloud.manifest()
    expect((await cloud.ytdub('jobs', 'show', job, '--why')).out).toContain('shorten')
  })

  test('keeps a person’s own words, and says by how many characters they are too long', async () => {
    const { lines } = await cloud.script('es')
    const own = `${lines[1]!.text} dicho con muchas más palabras de las que caben aquí, por desgracia, y otra vez más`
    await cloud.edit('es', 2, own)
    const before = shortened(cloud).length
    const { code, err } = await cloud.dub(...DUB)
    expect(code).toBe(0)
    expect(err).toMatch(/left as a person worded them: 2 \(by \d+ characters\)/)
    expect((await cloud.script('es')).lines[1]).toMatchObject({ text: own })
    const asked = shortened(cloud).slice(before)
    expect(asked.flat().map(({ id }) => id)).not.toContain(2)
    expect((await spanish(cloud)).sync?.shorten).toContainEqual({
      line: 2,
      seconds: expect.any(Number),
      characters: expect.any(Number),
    })
  })
})

describe('a round for shorter wordings', () => {
  let cloud: Cloud
  beforeEach(async () => {
    cloud = await startWordyCloud()
  })
  afterEach(() => cloud[Symbol.asyncDispose]())

  test('that brings none is the last: lines are spoken too fast, which is said', async () => {
    cloud.openai.misbehave({ kind: 'wrong-schema', how: 'not-shorter' }, { path: CHAT, times: 100 })
    const { code, err } = await cloud.dub(...DUB)
    expect(code).toBe(0)
    expect(err).toMatch(
      /Line 1 is played at \d\.\d\d times its speed \(bound 1\.1\): it is \d+\.\d s or about \d+ characters/,
    )
    expect((await spanish(cloud)).sync).toMatchObject({ rewritten: 0 })
    // Each question is asked again once, with what was wrong.
    expect(shortened(cloud)).toHaveLength(
      2 * new Set(shortened(cloud).flatMap((lines) => lines.map(({ id }) => id))).size,
    )
  })

  test('is left out where it would go over --max-cost: the dub is delivered, and a higher one goes on from there', async () => {
    await cloud.dub(...DUB, '--until', 'translate')
    const { usd } = JSON.parse((await cloud.dub(...DUB, '--dry-run', '--json')).out) as { usd: number }
    const since = cloud.counting()
    const cheap = await cloud.dub(...DUB, '--max-cost', (usd + 1e-5).toFixed(6))
    expect(cheap).toMatchObject({
      code: 0,
      err: expect.stringMatching(/could be worded shorter\. .*go over --max-cost/),
    })
    expect((await spanish(cloud)).sync).toMatchObject({
      rewritten: 0,
      shorten: expect.arrayContaining([expect.anything()]),
    })
    expect(since()).toEqual({ stt: 0, llm: 0, tts: SAID.length })
    expect((await cloud.dub(...DUB, '--max-cost', '1')).code).toBe(0)
    expect((await spanish(cloud)).sync?.rewritten).toBeGreaterThan(0)
  })

  test('in which it was killed is where it goes on', async () => {
    cloud.openai.misbehave({ kind: 'hang-before-headers' }, { path: CHAT, body: /\\"wording\\"/ })
    const killed = cloud.start(['dub', 'talk.wav', ...DUB, '--verbose'])
    for (const index of SAID.keys()) await killed.seen(`speak es line ${index + 1} worked out`)
    killed.child.kill('SIGKILL')
    await killed.ended
    cloud.openai.behave()
    const [since, before] = [cloud.counting(), shortened(cloud).length]
    expect((await cloud.dub(...DUB)).code).toBe(0)
    const { stt, llm, tts } = since()
    expect([stt, llm]).toEqual([0, shortened(cloud).length - before])
    expect(tts).toBeLessThanOrEqual(SAID.length * 3)
    expect((await spanish(cloud)).sync).toMatchObject({ over_bound: [] })
  })
})
