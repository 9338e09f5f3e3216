import type { Dubbed, LanguageDub } from '../../src/dub/dubbed.ts'
import type { DubRequest } from '../../src/dub/request.ts'
import { budgetOf } from '../../src/pipeline/budget.ts'
import { estimate } from '../../src/pipeline/estimate.ts'
import type { Estimate, RunEvent, Until } from '../../src/pipeline/events.ts'
import { dub } from '../../src/pipeline/pipeline.ts'
import { startRun } from '../../src/pipeline/run.ts'
import { prepare } from '../../src/pipeline/source/prepare.ts'
import { fakeMedia } from '../rig/fake-media.ts'
import { fakeProviders, spoken } from '../rig/fake-providers.ts'
import { temporaryFolder } from '../rig/home.ts'
import { memoryBlobs, memoryMemo, memoryScratch } from '../rig/memory-stores.ts'
import { dubRequest } from '../rig/requests.ts'
import { settableClock } from '../rig/settable-clock.ts'

const SENTENCES = ['one two.', 'three four.', 'five six.', 'seven eight.']

/** All that a dub needs, none of it real but the samples. */
export async function openStudio({ sentences = SENTENCES, seconds = 4, videoCodec = null as string | null } = {}) {
  const home = await temporaryFolder()
  const clock = settableClock()
  const memo = memoryMemo(clock)
  const blobs = memoryBlobs(home.path)
  const providers = fakeProviders({ language: 'en', words: spoken(sentences) })
  const media = fakeMedia({ seconds, videoCodec })
  const stop = { requested: false }
  const cut = new AbortController()
  const source = { ...(await blobs.put(Buffer.from('a talk'), 'application/octet-stream')), name: 'talk.mp3' }

  const begin = (maxCost: number, events: RunEvent[]) => {
    const tools = { blobs, scratch: memoryScratch(home.path), providers, media, signal: cut.signal }
    return startRun({ memo, tools, clock, stop, budget: budgetOf(maxCost), emit: (event) => events.push(event) })
  }

  /** One dub, and what it told. Whatever was worked out for an earlier one is recalled. */
  const start = (
    part: Partial<DubRequest> = {},
    { maxCost = Infinity, until }: { maxCost?: number; until?: Until } = {},
  ): { readonly events: readonly RunEvent[]; readonly dubbed: Promise<Dubbed> } => {
    const events: RunEvent[] = []
    return { events, dubbed: dub(dubRequest({ source, ...part }), begin(maxCost, events), until) }
  }
  return {
    home,
    blobs,
    memo,
    providers,
    media,
    stop,
    cut,
    start,
    dub: (part: Partial<DubRequest> = {}) => start(part).dubbed,
    /** What is left of a dub would ask of providers. */
    async estimate(part: Partial<DubRequest> = {}): Promise<Estimate> {
      const [request, run] = [dubRequest({ source, ...part }), begin(0, [])]
      return estimate(await prepare(request, run), request, run)
    },
    /** How often each provider was asked since the last count. */
    count() {
      const { transcribe, translate, speak } = providers.calls
      const asked = { transcribe: transcribe.length, translate: translate.length, speak: speak.length }
      for (const list of [transcribe, translate, speak]) list.length = 0
      return asked
    },
    [Symbol.asyncDispose]: home[Symbol.asyncDispose],
  }
}

/** The dub of a language, which must have come out whole. */
export function whole(dubs: readonly LanguageDub[], language = 'es') {
  const dub = dubs.find((each) => each.language === language)
  if (dub?.status !== 'complete') throw new Error(`no whole dub: ${JSON.stringify(dub)}`)
  return dub
}
