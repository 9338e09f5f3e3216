import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Manifest, manifestSchema } from '../../src/dub/manifest.ts'
import { type Script, scriptSchema } from '../../src/dub/script.ts'
import { workOn } from '../../src/jobs/work-on.ts'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import type { Job } from '../../src/ports/jobs.ts'
import { openReview, type Review } from '../../src/review/review.ts'
import { serveReview } from '../../src/review/review-server.ts'
import { writeWav } from '../../src/sound/wav.ts'
import { openShop } from '../jobs/open-shop.ts'
import { openBrowser, type RealBrowser } from '../rig/browser.ts'
import { TALK } from '../rig/cli.ts'
import { contrast } from '../rig/contrast.ts'
import { tone } from '../rig/fake-providers.ts'
import { cut } from '../rig/ffmpeg.ts'

/** Seconds of the talk; lines are said in it at 0, 1, 2 and 3 s. */
const SECONDS = 6
/** What a translator may come up with: it must stay words. */
const MARKUP = '</script><img src=x>'

/** A real recording, really drawn, mixed and encoded; a voice that takes 0.1 s for a letter. */
async function openDub() {
  const opened = await openShop()
  cut(TALK, opened.wish.file, 1, SECONDS)
  opened.fakes.does.translate = async ({ lines }) => ({
    texts: lines.map(({ id }) => (id === 4 ? `ya ${MARKUP}` : (['uno dos', 'tres', 'cinco'][id - 1] ?? ''))),
    units: {},
  })
  opened.fakes.does.speak = async ({ text }) => tone(0.4 + Math.min(12, text.length) * 0.05)
  const shop = { ...opened.shop, media: ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' }) }
  const { signal, stop, limits } = opened.control
  const review = (job: Job): Review => openReview(job, shop, { signal, stop, limits })
  const run = async (until?: 'translate') => {
    const job = await opened.submit({ format: 'm4a' })
    await workOn(job, shop, { ...opened.control, limits: { ...limits, until } })
    return job
  }
  const file = (...names: string[]) => readFile(join(opened.folder, ...names), 'utf8')
  return {
    ...opened,
    review,
    run,
    script: async (): Promise<Script> => scriptSchema.parse(JSON.parse(await file('es', 'script.json'))),
    manifest: async (): Promise<Manifest> => manifestSchema.parse(JSON.parse(await file('manifest.json'))),
  }
}

const LOOKS = [
  [380, 'light'],
  [380, 'dark'],
  [1400, 'light'],
  [1400, 'dark'],
] as const
const WRITTEN = ['h1', '#es-1 .said', '#es-2 textarea', '#es-1 .room-left', '#es-1 .rate', '.tally', '.record']

type Dub = Awaited<ReturnType<typeof openDub>>

describe('the review page, in a browser', () => {
  let dub: Dub
  let job: Job
  let browser: RealBrowser
  /** The page as somebody opens it with a link of its own. */
  const open = async (look?: Parameters<RealBrowser['open']>[1]) => {
    await using opened = new AsyncDisposableStack()
    const server = opened.use(await serveReview(dub.review(job), 0))
    const { page, troubles } = opened.use(await browser.open(server.link, look))
    await page.locator('.transport').waitFor()
    const kept = opened.move()
    return { page, troubles, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  }

  beforeAll(async () => {
    dub = await openDub()
    job = await dub.run()
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await dub[Symbol.asyncDispose]()
  })

  test('is whole and readable, wide and narrow, light and dark, without the network', async () => {
    await using opened = await open()
    const { page, troubles } = opened
    expect(await page.title()).toBe('talk.mp3, review')
    expect(page.url()).not.toContain('token')
    expect(await page.locator('#es-4 textarea').inputValue()).toBe(`ya ${MARKUP}`)
    expect(await page.locator('img').count()).toBe(0)
    await page.locator('#es-2 textarea').focus()
    expect(troubles).toEqual([])
    for (const [width, colorScheme] of LOOKS) {
      await page.emulateMedia({ colorScheme })
      await page.setViewportSize({ width, height: 900 })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      for (const name of WRITTEN) {
        const found = [width, colorScheme, name, await contrast(page, name)]
        expect(found).toEqual([width, colorScheme, name, expect.toSatisfy((ratio) => ratio >= 4.5)])
      }
    }
  })

  test('plays a line of the source and of the dub, and only that', async () => {
    await using opened = await open()
    const { page } = opened
    await page.getByRole('button', { name: 'Hear the source of line 2' }).click()
    await soon(() => player(page)).toMatchObject({ track: 'original', playing: true })
    await soon(async () => (await player(page)).playing).toBe(false)
    expect((await player(page)).time).toBeCloseTo(1.6, 0)
    await page.getByRole('button', { name: 'Hear the dub of line 3' }).click()
    await soon(() => player(page)).toMatchObject({ track: 'es', playing: true })
    expect((await player(page)).time).toBeGreaterThan(1.9)
    await soon(async () => (await player(page)).playing).toBe(false)
    expect((await player(page)).time).toBeLessThan(3.2)
    expect(opened.troubles).toEqual([])
  })

  test('works from the keyboard', async () => {
    await using opened = await open()
    const { page } = opened
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await page.keyboard.press('k')
    expect(await page.evaluate('document.activeElement.id')).toBe('es-2')
    await page.keyboard.press(' ')
    await soon(() => player(page)).toMatchObject({ track: 'es', playing: true })
    await page.keyboard.press(' ')
    await soon(async () => (await player(page)).playing).toBe(false)
    await page.keyboard.press('a')
    await soon(async () => (await dub.script()).lines.map(({ approved }) => approved ?? false)).toEqual([
      false,
      true,
      false,
      false,
    ])
    await page.keyboard.press('e')
    await page.keyboard.press('End')
    await page.keyboard.type(' jk')
    await page.keyboard.press('Escape')
    await soon(async () => (await dub.script()).lines[1]).toMatchObject({ text: 'tres jk' })
    expect((await dub.script()).lines[1]?.approved).toBeUndefined()
    await page.getByRole('button', { name: 'Translation back' }).click()
    await soon(async () => (await dub.script()).lines[1]).toMatchObject({ text: 'tres' })
    await page.getByRole('button', { name: 'Approve all' }).click()
    await soon(() => page.locator('.tally').innerText()).toBe('4 of 4 lines approved')
    expect(await page.locator('.apply').isDisabled()).toBe(true)
    expect(opened.troubles).toEqual([])
  })

  test('an edited line is on the disk at once, and applied it is heard, and fits anew', async () => {
    await using opened = await open()
    const { page } = opened
    const before = await lengthOf(page, 1)
    const words = page.locator('#es-1 textarea')
    await words.fill('uno y dos y más')
    expect(await page.locator('#es-1 .room-left').innerText()).toMatch(/^15 of \d+ characters/)
    await soon(async () => (await dub.script()).lines[0]).toMatchObject({ text: 'uno y dos y más' })
    await soon(() => page.locator('.apply').innerText()).toBe('Apply 1 change')
    const spoken = dub.fakes.calls.speak.length
    await page.locator('.apply').click()
    await soon(() => page.locator('.apply').innerText()).toBe('Nothing to apply')
    expect(dub.fakes.calls.speak.slice(spoken).map(({ text }) => text)).toEqual(['uno y dos y más'])
    expect(await lengthOf(page, 1)).not.toBe(before)
    await page.getByRole('button', { name: 'Hear the dub of line 1' }).click()
    await soon(() => player(page)).toMatchObject({ track: 'es', playing: true })
    expect(opened.troubles).toEqual([])
  })

  test('another take and another voice are of that line alone', async () => {
    await using opened = await open()
    const { page } = opened
    await page.locator('#es-3 .said').click()
    await page.locator('#es-3 textarea').focus()
    await page.locator('#es-3').getByRole('button', { name: 'Another take' }).click()
    await page.getByLabel('Voice of line 3').selectOption('es-2')
    await soon(async () => (await dub.script()).lines[2]).toMatchObject({ take: 2, voice: 'es-2' })
    await page.locator('.apply').click()
    await soon(() => page.locator('.apply').innerText()).toBe('Nothing to apply')
    expect(dub.fakes.calls.speak.at(-1)).toMatchObject({ text: 'cinco', voice: 'es-2' })
    expect(await page.getByLabel('Take of line 3').inputValue()).toBe('2')
  })

  test('a line is replaced by a recording from a file, and by one from the microphone', async () => {
    await using opened = await open()
    const { page } = opened
    const recording = writeWav(
      new Float32Array(24_000).map((_, at) => Math.sin(at / 20) / 3),
      48_000,
    )
    await page.locator('#es-3 textarea').focus()
    await page.getByLabel('A recording of line 3').setInputFiles({
      name: 'my line.wav',
      mimeType: 'audio/wav',
      buffer: Buffer.from(recording),
    })
    await soon(() => readdir(join(dub.folder, 'es', 'lines'))).toEqual(['0003.wav'])
    await soon(() => page.locator('#es-3').getByRole('button', { name: 'Another take' }).isDisabled()).toBe(true)
    await page.locator('#es-2 textarea').focus()
    await page.locator('#es-2 .record').click()
    await soon(() => page.locator('#es-2 .record').innerText()).toMatch(/^Stop, 1\.[5-9]|^Stop, [2-9]/)
    await page.locator('#es-2 .record').click()
    await soon(() => readdir(join(dub.folder, 'es', 'lines'))).toEqual(['0002.wav', '0003.wav'])
    await page.locator('.apply').click()
    await soon(() => page.locator('.apply').innerText()).toBe('Nothing to apply')
    expect((await dub.manifest()).languages[0]?.own_recordings).toEqual([2, 3])

    await page.getByLabel('A recording of line 3').setInputFiles({
      name: 'notes.txt',
      mimeType: 'audio/wav',
      buffer: Buffer.from('no sound at all'),
    })
    await soon(() => page.locator('.saved').innerText()).toContain('"notes.txt" is no recording')
    await page.locator('#es-3 textarea').focus()
    await page.locator('#es-3').getByRole('button', { name: 'Remove recording' }).click()
    await soon(() => readdir(join(dub.folder, 'es', 'lines'))).toEqual(['0002.wav'])
  })
})

describe('before anything is spoken', () => {
  test('lines are edited and approved, and then spoken from the page', async () => {
    await using dub = await openDub()
    const job = await dub.run('translate')
    await using browser = await openBrowser()
    await using serving = new AsyncDisposableStack()
    const { link } = serving.use(await serveReview(dub.review(job), 0))
    await using opened = await browser.open(link)
    const { page } = opened
    expect(await page.locator('#es-1 textarea').inputValue()).toBe('uno dos')
    expect(await page.getByRole('button', { name: 'Hear the dub of line 1' }).isDisabled()).toBe(true)
    await soon(() => painted(page)).toBe(true)
    await page.locator('#es-1 textarea').fill('uno')
    await page.getByRole('button', { name: 'Speak', exact: true }).click()
    await soon(() => page.locator('.apply').innerText()).toBe('Nothing to apply')
    expect(dub.fakes.calls.speak.map(({ text }) => text).toSorted()).toEqual(['cinco', 'tres', 'uno', `ya ${MARKUP}`])
    await page.getByRole('button', { name: 'Hear the dub of line 2' }).click()
    await soon(() => player(page)).toMatchObject({ track: 'es', playing: true })
    expect(opened.troubles.filter((trouble) => !trouble.includes('getImageData'))).toEqual([])
    await serving.disposeAsync()
    await soon(() => page.locator('.trouble').innerText()).toMatch(/^The review has ended\./)
  })
})

type Playing = { readonly track: string; readonly time: number; readonly playing: boolean }

/** What is listened to: the track that is chosen, where it is, and whether it plays. */
function player(page: Page): Promise<Playing> {
  return page.evaluate(`(() => {
    const chosen = document.querySelector('figure.on')
    const media = chosen?.querySelector('audio')
    return { track: chosen?.dataset.track, time: media?.currentTime, playing: media ? !media.paused : false }
  })()`)
}

/** Whether the source's waveform is there: strokes of many heights, not a line. */
function painted(page: Page): Promise<boolean> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 20, canvas.width, 60)
    return data.filter((value, at) => at % 4 === 3 && value > 200).length > canvas.width * 4
  })()`)
}

/** What becomes so: the machine may be slow. */
function soon<Value>(look: () => Value) {
  return expect.poll(look, { timeout: 15_000 })
}

/** How a line is said to fit. */
function lengthOf(page: Page, id: number): Promise<string> {
  return page.locator(`#es-${id} .fit`).innerText()
}
