import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Manifest } from '../../src/dub/manifest.ts'
import { Failure } from '../../src/failure.ts'
import { workOn } from '../../src/jobs/work-on.ts'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
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

/** A real recording, really drawn, mixed and encoded, into a language that comes out and one that fails. */
describe('the report, in a browser', () => {
  let shop: Awaited<ReturnType<typeof openShop>>
  let browser: RealBrowser
  let manifest: Manifest | null
  const file = () => join(shop.folder, 'report.html')

  beforeAll(async () => {
    shop = await openShop()
    cut(TALK, shop.wish.file, 1, SECONDS)
    shop.fakes.does.translate = async ({ lines }) => ({
      texts: lines.map(({ id, text }) => (id === 2 ? `dos ${MARKUP}` : `${text}-es`)),
      units: {},
    })
    shop.fakes.does.speak = async ({ language }) => {
      if (language === 'fr') throw new Failure('vendor', 'too hoarse', { hint: 'Let it rest.' })
      return tone(0.8)
    }
    const media = ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' })
    const job = await shop.submit({ languages: ['es', 'fr'], format: 'm4a' })
    ;({ manifest } = await workOn(job, { ...shop.shop, media }, shop.control))
    expect(manifest?.languages.map(({ language, error }) => [language, error])).toEqual([
      ['es', undefined],
      ['fr', expect.stringContaining('too hoarse')],
    ])
    browser = await openBrowser()
  })
  afterAll(async () => {
    await browser?.[Symbol.asyncDispose]()
    await shop[Symbol.asyncDispose]()
  })

  describe.each([
    [380, 'light'],
    [380, 'dark'],
    [1400, 'light'],
    [1400, 'dark'],
  ] as const)('%i pixels wide, %s', (width, colours) => {
    test('opens without an error and without the network, fits, and can be read', async () => {
      await using opened = await browser.open(file(), { width, colours })
      const { page, troubles } = opened
      await expect.poll(() => painted(page)).toMatchObject({ said: true, heard: true })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      expect(await page.title()).toBe('talk.mp3, dubbed')
      expect(await page.locator('img').count()).toBe(0)
      expect(await page.locator('#es-2 .dubbed').innerText()).toContain(MARKUP)
      expect(troubles).toEqual([])
      for (const name of ['h1', '#es-1 .said', '#es-3 .dubbed', '#es-1 .rate', '.note', '.good', '.play']) {
        expect([name, await contrast(page, name)]).toEqual([name, expect.toSatisfy((ratio) => ratio >= 4.5)])
      }
    })
  })

  test('a click on a line plays from there', async () => {
    await using opened = await browser.open(file())
    const { page } = opened
    await slowDown(page)
    await page.locator('#es-3 .said').click()
    const { start } = await lineOf(page, 3)
    await expect.poll(() => player(page)).toMatchObject({ track: 'es', playing: true })
    await expect.poll(async () => (await player(page)).time).toBeGreaterThan(start)
    await expect.poll(() => page.locator('[aria-current]').first().getAttribute('id')).toBe('es-3')
    expect(opened.troubles).toEqual([])
  })

  test('a click on a bar plays that line; one on a waveform goes there', async () => {
    await using opened = await browser.open(file())
    const { page } = opened
    await slowDown(page)
    const box = (await page.locator('.scroll').boundingBox())!
    const at = (seconds: number) => box.x + (seconds / SECONDS) * box.width
    await expect.poll(() => painted(page)).toMatchObject({ heard: true })
    await page.mouse.click(at(4.5), box.y + 50)
    await expect.poll(async () => (await player(page)).time).toBeCloseTo(4.5, 1)
    expect((await player(page)).playing).toBe(false)
    const { start } = await lineOf(page, 2)
    await page.mouse.click(at(start + 0.3), box.y + 140)
    await expect.poll(async () => (await player(page)).playing).toBe(true)
    expect(await page.locator('.tip').innerText()).toMatch(/^Line 2, 0:01\.0/)
    await page.locator('.play').click()
    const { time, playing } = await player(page)
    expect(playing).toBe(false)
    expect(time).toBeGreaterThanOrEqual(start - 0.01)
    expect(time).toBeLessThan(4.5)
  })

  test('switching between original and dub keeps the time, and goes on playing', async () => {
    await using opened = await browser.open(file())
    const { page } = opened
    await slowDown(page)
    await page.locator('.scroll').focus()
    for (const _ of [1, 2, 3]) await page.keyboard.press('ArrowRight')
    const before = await player(page)
    expect(before).toMatchObject({ track: 'es', playing: false })
    expect(before.time).toBeCloseTo((await lineOf(page, 4)).start, 1)
    await page.locator('.side').getByText('Original').click()
    expect(await player(page)).toMatchObject({ track: 'original', time: expect.closeTo(before.time, 2) })

    await page.keyboard.press('Home')
    await page.locator('.play').click()
    await expect.poll(async () => (await player(page)).time).toBeGreaterThan(0.2)
    const { time } = await player(page)
    await page.keyboard.press('o')
    const after = await player(page)
    expect(after).toMatchObject({ track: 'es', playing: true })
    expect(after.time).toBeGreaterThanOrEqual(time - 0.05)
    expect(await tracksThatPlay(page)).toEqual(['es'])
  })

  test('works from the keyboard', async () => {
    await using opened = await browser.open(file())
    const { page } = opened
    await slowDown(page)
    await page.locator('#es-2 .from').focus()
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await player(page)).playing).toBe(true)
    expect((await player(page)).time).toBeGreaterThanOrEqual((await lineOf(page, 2)).start - 0.01)
    await page.keyboard.press(' ')
    await expect.poll(async () => (await player(page)).playing).toBe(false)
    await page.locator('.scroll').focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.locator('.scroll').getAttribute('aria-valuetext')).toContain('line 3: five six.')
    const width = async () => Number(await page.evaluate('document.querySelector(".room").offsetWidth'))
    const fitting = await width()
    await page.keyboard.press('+')
    await expect.poll(width).toBeGreaterThan(fitting * 1.5)
    await page.locator('button[value=fit]').click()
    await expect.poll(width).toBe(fitting)
  })

  test('of a language that failed it says why, and plays the original', async () => {
    await using opened = await browser.open(file())
    const { page } = opened
    await page.getByRole('tab', { name: 'French failed' }).click()
    const panel = page.getByRole('tabpanel')
    expect(await panel.innerText()).toMatch(/There is no dub\..*too hoarse[\s\S]*Let it rest\./)
    expect(await page.locator('.side input').first().isChecked()).toBe(true)
    expect(await page.locator('.side input').last().isDisabled()).toBe(true)
    await page.locator('.play').click()
    await expect.poll(() => player(page)).toMatchObject({ track: 'original', playing: true })
    await page.getByRole('tab', { name: 'Spanish' }).click()
    await expect.poll(() => player(page)).toMatchObject({ track: 'es', playing: true })
  })

  test('runs and loads nothing that it was not made with', async () => {
    await using opened = await browser.open(file())
    const { page } = opened
    await page.evaluate(`{
      const script = document.createElement('script')
      script.textContent = 'document.title = "taken over"'
      document.body.append(script, Object.assign(new Image(), { src: 'http://127.0.0.1:9/seen.png' }))
    }`)
    const refused = () => opened.troubles.filter((trouble) => trouble.includes('Content Security Policy')).join()
    await expect.poll(refused).toMatch(/inline script[\s\S]*seen\.png|seen\.png[\s\S]*inline script/)
    expect(await page.title()).toBe('talk.mp3, dubbed')
  })

  test('without scripts all words, figures and players are there', async () => {
    await using opened = await browser.open(file(), { scripts: false })
    const { page } = opened
    expect(await page.locator('audio[controls]').count()).toBe(2)
    expect(await page.locator('#es-4 .said').innerText()).toBe('seven eight.')
    expect(await page.locator('.transport').isVisible()).toBe(false)
    expect(await page.locator('body').innerText()).toContain('LUFS')
  })

  test('where the original is gone it says so, and the dub still plays', async () => {
    const moved = shop.home.at('elsewhere.mp3')
    await rename(shop.wish.file, moved)
    await using opened = await browser.open(file())
    await rename(moved, shop.wish.file)
    const { page } = opened
    await expect.poll(() => page.locator('.missing').innerText()).toContain('The original is not at ../talk.mp3')
    expect(await page.locator('.side input').first().isDisabled()).toBe(true)
    await page.locator('#es-1').click()
    await expect.poll(() => player(page)).toMatchObject({ track: 'es', playing: true })
  })

  test('names no folder of the machine', async () => {
    await using opened = await browser.open(file())
    expect(await opened.page.content()).not.toContain(shop.home.path)
    expect(manifest?.status).toBe('partial')
  })
})

type Playing = { readonly track: string; readonly time: number; readonly playing: boolean }

/** What is listened to: the track that is chosen, where it is, and whether it plays. */
function player(page: Page): Promise<Playing> {
  return page.evaluate(`(() => {
    const chosen = document.querySelector('figure.on')
    const media = chosen.querySelector('audio, video')
    return { track: chosen.dataset.track, time: media.currentTime, playing: !media.paused }
  })()`)
}

/** So that a slow machine looks before a line is over. */
async function slowDown(page: Page): Promise<void> {
  await page.evaluate('for (const media of document.querySelectorAll("audio")) media.playbackRate = 0.2')
}

function tracksThatPlay(page: Page): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('figure')]
    .filter((figure) => !figure.querySelector('audio').paused).map(({ dataset }) => dataset.track)`)
}

/** Where a line of the dub is heard, by what the page was given. */
function lineOf(page: Page, id: number): Promise<{ readonly start: number; readonly seconds: number }> {
  return page.evaluate(`(() => {
    const { languages } = JSON.parse(document.getElementById('dub').textContent)
    const [,,,, start, seconds] = languages[0].lines.find(([each]) => each === ${id})
    return { start, seconds }
  })()`)
}

/** Whether there is a waveform above the bars and one below: strokes of many heights, not a line. */
function painted(page: Page): Promise<{ readonly said: boolean; readonly heard: boolean }> {
  return page.evaluate(`(() => {
    const canvas = document.querySelector('canvas')
    const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    const inked = (from, to) => {
      let pixels = 0
      for (let y = from; y < to; y++) for (let x = 0; x < width; x++) if (data[(y * width + x) * 4 + 3] > 200) pixels++
      return pixels
    }
    return { said: inked(20, 80) > width * 4, heard: inked(height - 60, height) > width * 4 }
  })()`)
}
