import { expect, test } from 'vitest'
import type { Config } from '../src/config.ts'
import { limitsOf, named, wishOf } from '../src/wish.ts'

const config = (settings: Partial<Config> = {}) => settings as Config

const BARE = {
  languages: [],
  background: undefined,
  from: undefined,
  engine: 'auto',
  instead: { transcriber: undefined, translator: undefined, synthesizer: undefined },
  glossary: undefined,
  transcript: undefined,
  scripts: [],
  register: undefined,
  context: undefined,
  voices: [],
  format: 'm4a',
  maxRate: 1.25,
  strict: false,
  sync: 'natural',
  keepOriginal: null,
  keepOriginalTrack: false,
  multitrack: false,
  burnCaptions: false,
  youtube: false,
  take: 1,
  out: undefined,
}
const SET = { languages: ['fr'], engine: 'offline', format: 'mp3', maxRate: 1.5, sync: 'tight', out: 'dubs' } as const
const SAID = { languages: ['es'], engine: 'cloud', format: 'wav', maxRate: 1, sync: 'natural', out: '' } as const

test('who says nothing wishes the defaults, and no language', () => {
  expect(wishOf({}, config())).toEqual(BARE)
})

test('what the configuration says holds instead of the defaults', () => {
  expect(wishOf({}, config({ ...SET, languages: ['fr'] }))).toEqual({ ...BARE, ...SET })
})

test('what is said holds instead of the configuration, be it little', () => {
  const rest = {
    background: 'music.wav',
    from: 'en',
    glossary: 'terms.csv',
    transcript: 'talk.srt',
    scripts: ['es=talk.es.srt'],
    register: 'formal',
    context: 'bees',
    voices: ['es=celeste'],
    strict: true,
    keepOriginal: -18,
    keepOriginalTrack: true,
    multitrack: true,
    burnCaptions: true,
    youtube: true,
    take: 2,
  } as const
  const wish = wishOf({ ...SAID, ...rest }, config({ ...SET, languages: ['fr'] }))
  expect(wish).toEqual({ ...BARE, ...SAID, ...rest })
  expect(wishOf({ engine: undefined }, config({ engine: 'offline' })).engine).toBe('offline')
})

test('how far, how dear and how long: said, configured, or as it is without', () => {
  expect(limitsOf({}, config())).toEqual({ until: undefined, maxCost: Infinity, hours: 12 })
  expect(limitsOf({}, config({ maxCost: 5, maxHours: 2 }))).toEqual({ until: undefined, maxCost: 5, hours: 2 })
  const said = { until: 'translate', maxCost: 0, maxHours: 0.5 } as const
  expect(limitsOf(said, config({ maxCost: 5, maxHours: 2 }))).toEqual({ until: 'translate', maxCost: 0, hours: 0.5 })
})

test('who is named works instead of who is configured, with their model or without', () => {
  const settings = config({ stt: 'deepgram:nova-3', llm: 'openai', tts: 'openai:tts-1', out: 'dubs' })
  const chosen = named({ llm: 'local:qwen3:8b', tts: undefined }, settings)
  expect(chosen).toEqual({ ...settings, llm: 'local:qwen3:8b' })
  expect(settings.llm).toBe('openai')
  const { instead } = wishOf({}, chosen)
  expect(instead).toEqual({ transcriber: 'deepgram', translator: 'local', synthesizer: 'openai' })
})
