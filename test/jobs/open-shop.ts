import { writeFile } from 'node:fs/promises'
import type { Control } from '../../src/jobs/control.ts'
import type { JobEvent } from '../../src/jobs/events.ts'
import type { Shop } from '../../src/jobs/shop.ts'
import { type DubWish, submit } from '../../src/jobs/submit.ts'
import { wishOf } from '../../src/wish.ts'
import { fakeMedia } from '../rig/fake-media.ts'
import { fakeProviders, spoken } from '../rig/fake-providers.ts'
import { openHome } from '../rig/open-home.ts'

/** A shop over real local stores, with a talk of four lines to dub; providers and media are fakes. */
export async function openShop() {
  const opened = await openHome()
  const { home } = opened
  const file = home.at('talk.mp3')
  await writeFile(file, 'a talk')
  const fakes = fakeProviders({
    language: 'en',
    words: spoken(['one two.', 'three four.', 'five six.', 'seven eight.']),
  })
  const media = fakeMedia()
  const offline = { transcriber: 'fake', translator: 'fake', synthesizers: ['fake'] }
  const shop: Shop = {
    ...opened,
    version: '1.2.3',
    providers: fakes,
    media,
    engines: { offline },
    keys: { deepgram: false, openai: false },
  }
  const events: JobEvent[] = []
  const stop = { requested: false }
  const cut = new AbortController()
  const control: Control = {
    signal: cut.signal,
    stop,
    emit: (event) => events.push(event),
    limits: { until: undefined, maxCost: Infinity, hours: 12 },
  }
  const wish: DubWish = { ...wishOf({ from: 'en', languages: ['es'], engine: 'offline', format: 'wav' }, {}), file }
  return {
    ...opened,
    shop,
    fakes,
    media,
    events,
    stop,
    cut,
    control,
    wish,
    folder: home.at('talk.dub'),
    submit: async (part: Partial<DubWish> = {}) => (await submit({ ...wish, ...part }, shop)).job,
    named: () => events.map(({ event }) => event),
  }
}
