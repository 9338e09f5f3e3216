import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command as Commander } from 'commander'
import { type Config, loadConfig } from '../../src/config.ts'
import { LANGUAGES, nameOf, parseLanguage } from '../../src/dub/language.ts'
import type { Place } from '../terminal/completion-place.ts'
import { jobState } from '../terminal/job-state.ts'
import { remoteLanguages, remoteState } from '../terminal/remote-job.ts'
import { printable } from '../terminal/styled.ts'

/** A word that fits, whole, and what it means. */
export type Candidate = { readonly word: string; readonly about: string }

/** What fits at a place, as far as it is known here. Nobody far away is asked. */
export async function valuesFor(place: Place, command: Commander): Promise<readonly Candidate[]> {
  if (place.kind === 'flag') return flagsOf(command)
  if (place.kind !== 'value' && place.kind !== 'argument') return []
  const { name, choices, before } = place
  if (choices) return choices.map((word) => ({ word: before + word, about: '' }))
  if (name === 'language=voice') return voices(place)
  const kinds = name.split('|')
  const [languages, jobs] = [kinds.some((kind) => LANGUAGE.test(kind)), kinds.includes('job')]
  return [...(languages ? languagesFor(place) : []), ...(jobs ? await jobIds(place) : [])]
}

/** How flags name languages. */
const LANGUAGE = /^(?:languages?|codes?|lang)$/

function flagsOf({ options }: Commander): Candidate[] {
  const shown = options.filter(({ hidden }) => !hidden)
  const flags = shown.flatMap(({ long, description }) => (long ? [{ word: long, about: description }] : []))
  return [...flags, { word: '--help', about: 'say how it is used' }]
}

/** Behind a comma those that are not named yet. */
function languagesFor({ before, typed }: Place): Candidate[] {
  const named = typed.split(',').slice(0, -1)
  const prefix = before + named.map((tag) => `${tag},`).join('')
  return LANGUAGES.filter(({ code }) => !named.includes(code)).map(({ code }) => {
    return { word: prefix + code, about: nameOf(code) }
  })
}

async function jobIds({ before }: Place): Promise<Candidate[]> {
  const config = await loadConfig()
  if (!existsSync(join(config.home, 'ytdub.db'))) return [] // Looking would make it.
  const { openRecords } = await import('../../src/app.ts')
  await using records = await openRecords(config)
  const here = (await records.jobs.list()).map((job) => {
    return { id: job.id, file: job.source, languages: job.request.languages, state: jobState(job) }
  })
  const known = config.apiUrl === undefined ? [] : await records.remoteJobs(config.apiUrl.replace(/\/+$/, '')).list()
  const there = known.map((job) => {
    return { id: job.id, file: job.source ?? '', languages: remoteLanguages(job), state: remoteState(job) }
  })
  return [...here, ...there].map(({ id, file, languages, state }) => {
    const about = [printable(basename(file)), languages.join(','), state].filter((part) => part !== '').join(' ')
    return { word: before + id, about }
  })
}

/** Milliseconds: whoever presses a key waits for the answer. */
const PATIENCE_MS = 2000

/** `es=` for each language that is dubbed into, and behind it the voices. */
async function voices({ before, typed, given }: Place): Promise<Candidate[]> {
  const [target = ''] = typed.split('=')
  if (!typed.includes('=')) {
    const named = given.get('--lang')?.split(',') ?? LANGUAGES.map(({ code }) => code)
    return named.map((tag) => ({ word: `${before}${tag}=`, about: nameOf(tag) }))
  }
  const config = await loadConfig()
  const tag = parseLanguage(target.split(':')[0] ?? '')
  const late = new AbortController()
  const served = await Promise.race([
    spoken(tag, config),
    sleep(PATIENCE_MS, [], { ref: false, signal: late.signal }).catch(() => []),
  ]).finally(() => late.abort())
  const engine = given.get('--engine')
  const fitting = served.filter(({ about }) => engine === undefined || engine === 'auto' || engine === about)
  return fitting.map(({ word, about }) => ({ word: `${before}${target}=${word}`, about }))
}

async function spoken(tag: string, config: Config): Promise<Candidate[]> {
  const { servedLanguages } = await import('../../src/app.ts')
  const served = await servedLanguages(config, [tag])
  return Object.entries(served).flatMap(([engine, { speaks }]) =>
    (speaks[tag]?.voices ?? []).map((word) => ({ word, about: engine })),
  )
}
