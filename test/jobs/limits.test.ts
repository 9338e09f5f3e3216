import { afterEach, describe, expect, test, vi } from 'vitest'
import { estimateJob } from '../../src/jobs/estimate-job.ts'
import { workOn } from '../../src/jobs/work-on.ts'
import { settled } from '../rig/held.ts'
import { openShop } from './open-shop.ts'

afterEach(() => void vi.useRealTimers())

type Desk = Awaited<ReturnType<typeof openShop>>

/** A provider that never answers, but can be cut off. */
const never = (_question: unknown, { signal }: { readonly signal: AbortSignal }) =>
  new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

const within = ({ control }: Desk, limits: Partial<Desk['control']['limits']>) => ({
  ...control,
  limits: { ...control.limits, ...limits },
})

describe('a job that takes too long', () => {
  test('is given up at its deadline, and says how to go on', async () => {
    await using shop = await openShop()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    shop.fakes.does.translate = never
    const job = await shop.submit()
    const failure = {
      code: 'vendor',
      message: expect.stringContaining('longer than 2 hours'),
      hint: expect.stringContaining('--max-hours'),
    }
    const outcome = expect(workOn(job, shop.shop, within(shop, { hours: 2 }))).rejects.toMatchObject(failure)
    while (shop.fakes.calls.translate.length === 0) await settled()
    await vi.advanceTimersByTimeAsync(2 * 3_600_000 - 1)
    expect((await shop.jobs.find(job.id))?.held).toBe(true)
    await vi.advanceTimersByTimeAsync(1)
    await outcome
    expect(await shop.jobs.find(job.id)).toMatchObject({ status: 'error', code: 'vendor', held: false })
    expect(shop.events.at(-1)).toMatchObject({ event: 'job-finished', status: 'error', manifest: null })
    expect(shop.fakes.calls.transcribe).toHaveLength(1)
  })

  test('goes on where it was when it is run again', async () => {
    await using shop = await openShop()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const { translate } = shop.fakes.does
    shop.fakes.does.translate = never
    const outcome = expect(workOn(await shop.submit(), shop.shop, within(shop, { hours: 1 }))).rejects.toThrow()
    while (shop.fakes.calls.translate.length === 0) await settled()
    await vi.advanceTimersByTimeAsync(3_600_000)
    await outcome
    vi.useRealTimers()
    shop.fakes.does.translate = translate
    const { manifest } = await workOn(await shop.submit(), shop.shop, shop.control)
    expect(manifest?.status).toBe('complete')
    expect(shop.fakes.calls.transcribe).toHaveLength(1)
  })

  test('leaves no timer behind when it ends in time; more hours than a timer can count are no hours at all', async () => {
    await using shop = await openShop()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const done = workOn(await shop.submit(), shop.shop, within(shop, { hours: 1000 }))
    expect((await done).manifest?.status).toBe('complete')
    expect(vi.getTimerCount()).toBe(0)
  })
})

/** As if the fakes were paid. */
async function paidJob(shop: Desk) {
  const job = await shop.submit()
  const request = {
    ...job.request,
    transcriber: { id: 'pocketsphinx', model: 'm1' },
    translator: { id: 'apertium', model: 'm1' },
    synthesizers: { es: { id: 'deepgram', model: 'aura-2' } },
  }
  return { ...job, request }
}

describe('a job that may cost so much', () => {
  test('ends before the call that would go over, in an error that is written down; then goes on', async () => {
    await using shop = await openShop()
    const job = await paidJob(shop)
    const limited = within(shop, { maxCost: 0.0008 })
    await expect(workOn(job, shop.shop, limited)).rejects.toMatchObject({ code: 'budget' })
    expect(await shop.jobs.find(job.id)).toMatchObject({ status: 'error', code: 'budget', held: false })
    expect(shop.fakes.calls.speak).toHaveLength(2)
    const { manifest } = await workOn(job, shop.shop, shop.control)
    expect(shop.fakes.calls.speak).toHaveLength(4)
    expect(manifest?.languages[0]?.usage).toMatchObject({
      tts_characters: 27,
      usd: expect.closeTo(0.00081, 8),
      estimated_usd: expect.closeTo(0.00081, 8),
    })
    // Over both runs: what the whole job has cost, against what it was expected to cost at first.
    const [cost] = (await shop.jobs.find(job.id))?.costs ?? []
    expect(cost?.usd).toBeCloseTo(0.00156, 8)
    expect(cost?.estimated).toBeGreaterThan(0.00081)
  })
})

describe('an estimate', () => {
  const estimate = async (shop: Desk) => estimateJob((await paidJob(shop)).request, shop.shop, shop.control)

  test('asks nobody and writes no diary', async () => {
    await using shop = await openShop()
    const { exact, calls } = await estimate(shop)
    expect(exact).toBe(false)
    expect(calls.map(({ stage, made }) => [stage, made])).toEqual([
      ['transcribe', 1],
      ['translate', 1],
      ['speak', 1],
    ])
    expect(Object.values(shop.fakes.calls).flat()).toEqual([])
  })

  test('after the job is done finds all of it free', async () => {
    await using shop = await openShop()
    await workOn(await paidJob(shop), shop.shop, shop.control)
    const { exact, calls } = await estimate(shop)
    expect(exact).toBe(true)
    expect(calls.map(({ made, recalled, usd }) => [made, recalled, usd])).toEqual([
      [0, 1, 0],
      [0, 1, 0],
      [0, 4, 0],
    ])
  })
})
