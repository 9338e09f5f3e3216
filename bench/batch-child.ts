import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { systemClock } from '../src/clock.ts'
import { Failure } from '../src/failure.ts'
import { collectGarbage } from '../src/heap.ts'
import type { BatchEvent } from '../src/jobs/batch/batch-events.ts'
import { findItems } from '../src/jobs/batch/find-items.ts'
import { entryOf } from '../src/jobs/batch/item.ts'
import { workOnBatch } from '../src/jobs/batch/work-on-batch.ts'
import { ffmpegMedia } from '../src/media/ffmpeg-media.ts'
import { openLocalStores } from '../src/stores/local/local-stores.ts'
import { wishOf } from '../src/wish.ts'
import { instantProviders, recordingOf } from './batch-engine.ts'

setFlagsFromString('--semi-space-growth-factor=1') // As the launcher does.

/** What asks somebody. All else of a step is the file's own media work: reading it, mixing, encoding. */
const ASKING = new Set(['transcribe', 'translate', 'speak', 'shorten'])

/**
 * `node batch-child.ts FILES`: dubs so many short recordings into two languages, one file at a time, with providers that
 * answer at once. Prints for each file its milliseconds, those in which no media step was under way, and the memory (MB)
 * that the process had at its end.
 */
const count = Number(process.argv[2])
const folder = await mkdtemp(join(tmpdir(), 'ytdub-bench-'))
await mkdir(join(folder, 'talks'))
for (let file = 1; file <= count; file++) await writeFile(join(folder, 'talks', `${file}.wav`), recordingOf(file))
const stores = await openLocalStores(join(folder, 'home'), systemClock)
const offline = { transcriber: 'instant', translator: 'instant', synthesizers: ['instant'] }
const shop = {
  ...stores,
  version: 'bench',
  providers: instantProviders(),
  media: ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' }),
  engines: { offline },
  keys: { deepgram: false, openai: false },
  clock: systemClock,
}
const all = wishOf({ languages: ['es', 'fr'], from: 'en', engine: 'offline' }, {})
const files: { ms: number; overhead: number; megabytes: number }[] = []
let [began, media, since, underWay] = [0, 0, 0, 0]

const items = await findItems([join(folder, 'talks')])
const { outcomes } = await workOnBatch(
  items.map((item) => entryOf(item, all)),
  shop,
  {
    signal: new AbortController().signal,
    stop: { requested: false },
    limits: { until: undefined, maxCost: Infinity, hours: 1 },
    atOnce: 1,
    failFast: false,
    emit: measure,
  },
)
const failed = outcomes.find(({ status }) => status !== 'complete')
if (failed) throw new Failure('internal', `${failed.file} is ${failed.status}: ${failed.error?.message ?? ''}`)
process.stdout.write(`${JSON.stringify(files)}\n`)
await stores[Symbol.asyncDispose]()
await rm(folder, { recursive: true })

function measure(event: BatchEvent): void {
  const now = performance.now()
  if (event.event === 'file-started') [began, media, underWay] = [now, 0, 0]
  if (event.event === 'file-finished') {
    const ms = now - began
    if (files.length === 0) collectGarbage() // As `ytdub batch` does.
    files.push({ ms, overhead: ms - media, megabytes: process.memoryUsage().rss / 2 ** 20 })
  }
  if (event.event !== 'job') return
  const { told } = event
  if (told.event !== 'step-started' && told.event !== 'step-made') return
  if (ASKING.has(told.stage)) return
  // Languages are mixed side by side: a moment counts once.
  if (told.event === 'step-started' && underWay++ === 0) since = now
  if (told.event === 'step-made' && --underWay === 0) media += now - since
}
