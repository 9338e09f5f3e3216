import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { BatchEvent } from '../../../src/jobs/batch/batch-events.ts'
import type { BatchEntry } from '../../../src/jobs/batch/item.ts'
import { type BatchControl, workOnBatch } from '../../../src/jobs/batch/work-on-batch.ts'
import type { Shop } from '../../../src/jobs/shop.ts'
import type { DubWish } from '../../../src/jobs/submit.ts'
import type { Heard } from '../../../src/ports/providers.ts'
import { spoken } from '../../rig/fake-providers.ts'
import { openShop } from '../open-shop.ts'

/** What is heard in the recording of these bytes: two lines of its own. */
export function heardIn(bytes: string): Heard {
  const name = bytes.replace(/\W/g, '')
  return { language: 'en', words: spoken([`${name} begins.`, `${name} ends.`]) }
}

/** A shop with a folder of recordings of its own bytes each, and a batch of them. */
export async function openBatch() {
  const opened = await openShop()
  const { home, wish, control: ofOne, media, fakes } = opened
  media.does.listen = async (track, { path }) => {
    await writeFile(path, await readFile(track.path))
    return { samples: 4 * 44_100, sampleRate: 44_100 }
  }
  fakes.does.transcribe = async ({ path }) => heardIn(await readFile(path, 'utf8'))
  const events: BatchEvent[] = []
  const control: BatchControl = { ...ofOne, emit: (event) => events.push(event), atOnce: 2, failFast: false }
  const entry = (file: string, own: Partial<DubWish> = {}, place?: string): BatchEntry => ({
    wish: { ...wish, ...own, file: home.at(file) },
    place,
  })
  const record = async (file: string, bytes = file) => {
    await mkdir(dirname(home.at(file)), { recursive: true })
    await writeFile(home.at(file), bytes)
    return entry(file)
  }
  const work = async (
    entries: Iterable<BatchEntry> | AsyncIterable<BatchEntry>,
    part: Partial<BatchControl> = {},
    shop: Shop = opened.shop,
  ) => {
    const { outcomes, failure } = await workOnBatch(entries, shop, { ...control, ...part })
    if (failure) throw failure
    return outcomes
  }
  return { ...opened, control, events, entry, record, work }
}
