import { parseLanguage } from '../../src/dub/language.ts'
import { Failure } from '../../src/failure.ts'
import type { Settings } from '../../src/settings.ts'
import { settingValue } from '../../src/setup/setting-value.ts'
import type { Context } from '../command.ts'
import type { Answers, InitFlags } from './init-answers.ts'

/** How somebody is asked. Each gives back what was typed, trimmed; empty for nothing. */
export type Asking = {
  /** `usual` is there to be kept or changed; what `wrong` has to say is said, and asked again. */
  readonly line: (question: string, usual: string, wrong: (text: string) => string | undefined) => Promise<string>
  /** Not shown while it is typed. */
  readonly secret: (question: string) => Promise<string>
  readonly sure: (question: string) => Promise<boolean>
}

/** Who looks at a key: why it is not good, or undefined. */
export type KeyCheck = (answers: Answers) => Promise<string | undefined>

const KEYS = [
  { name: 'deepgramApiKey', label: 'Deepgram key, which transcribes and speaks' },
  { name: 'openaiApiKey', label: 'OpenAI key, which translates' },
] as const

/** Asks what the flags do not say. Every question may be left empty, which changes nothing. */
export async function askTheRest(
  flags: InitFlags,
  { config }: Pick<Context, 'config'>,
  { asking, check }: { readonly asking: Asking; readonly check: KeyCheck },
): Promise<Answers> {
  let answers: Answers = {}
  if (flags.keys === undefined) {
    for (const { name, label } of KEYS)
      answers = { ...answers, ...(await askKey(name, label, { config, asking, check })) }
  }
  if (flags.lang === undefined) {
    const usual = isOwn('languages', config) ? (config.languages ?? []).join(',') : ''
    const text = await asking.line(
      'Languages to dub into, e.g. es,fr (empty: say it each time)',
      usual,
      complaint(languages),
    )
    answers = { ...answers, languages: text === '' ? undefined : languages(text) }
  }
  const asked = async (name: 'out' | 'supabaseUrl' | 'supabasePublishableKey' | 'apiUrl', question: string) => {
    if (flags[name] !== undefined) return flags[name]
    const text = await asking.line(
      question,
      (isOwn(name, config) && config[name]) || '',
      complaint((each) => settingValue(name, each)),
    )
    answers = { ...answers, [name]: text === '' ? undefined : settingValue(name, text) }
    return text
  }
  await asked('out', 'Folder for results (empty: beside the recording)')
  if ((await asked('supabaseUrl', 'Supabase URL of a service that dubs for you (empty: none)')) !== '') {
    await asked('supabasePublishableKey', 'Its publishable key')
    await asked('apiUrl', 'Address of its API')
  }
  return answers
}

/** What a folder or a variable says is not for the person's own file. */
function isOwn(name: keyof Settings, { sources }: Context['config']): boolean {
  return sources[name]?.from === 'own'
}

type KeyTools = { readonly config: Context['config']; readonly asking: Asking; readonly check: KeyCheck }

/** Until a key is accepted, or is to be kept all the same, or none is given. */
async function askKey(name: (typeof KEYS)[number]['name'], label: string, tools: KeyTools): Promise<Answers> {
  const { config, asking, check } = tools
  const source = config.sources[name]
  const there = source === undefined ? 'empty: none' : 'empty: keep the one that is set'
  for (let trouble = ''; ; ) {
    const key = (await asking.secret(`${trouble}${label} (${there}):`)).trim()
    if (key === '') return {}
    const why = await check({ [name]: key })
    if (why === undefined) return { [name]: key }
    if (await asking.sure(`${why} Keep it all the same?`)) return { [name]: key }
    trouble = 'Again: '
  }
}

function languages(text: string): NonNullable<Settings['languages']> {
  return text.split(',').map(parseLanguage)
}

/** What is wrong with an answer; undefined for a good one, and for none. */
function complaint(read: (text: string) => unknown): (text: string) => string | undefined {
  return (text) => {
    if (text.trim() === '') return undefined
    try {
      read(text)
      return undefined
    } catch (error) {
      const { message, hint } = Failure.from(error)
      return `${message} ${hint ?? ''}`.trim()
    }
  }
}
