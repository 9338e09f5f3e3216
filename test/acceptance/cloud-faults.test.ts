import { writeFile } from 'node:fs/promises'
import { describe, test, vi } from 'vitest'
import { type Cloud, type Said, startCloud } from '../rig/cloud.ts'
import { EVERY_FAULT, type FaultName, PASSING_FAULTS } from '../rig/emulators/every-fault.ts'

/**
 * What a person sees of each way in which a vendor can misbehave. Tries are as far apart as they are for them, so one run
 * meets many faults: each line, or each language, one of its own. An answer that never comes is waited for a minute and
 * more where a recording is uploaded or lines are translated: that is tried with settable clocks (test/providers/calls).
 */
// They wait for most of the time.
vi.setConfig({ maxConcurrency: 8 })

const FOR_EVER = Number.POSITIVE_INFINITY
const WELCOME: readonly Said[] = [[0, 'You are welcome.']]
/** Of a trouble that is over, or of a bug. */
const ALARMING = /warning|error|busy|out of order|tries|failed|HTTP|\n\s+at /i
const KEPT = /What is done is kept/

const LISTEN = /\/listen$/
const NO_HANGS = PASSING_FAULTS.filter((name) => !name.startsWith('hang'))
const OF_DEEPGRAM = NO_HANGS.filter((name) => !('path' in EVERY_FAULT[name]))

/** Of a recording's one transcription; as many as it is tried for. */
const ONE_AFTER_THE_OTHER: readonly (readonly FaultName[])[] = [
  ['too-many', 'too-many-seconds', 'too-many-date'],
  ['500', '503', 'refused'],
  ['reset', 'cut-body', 'slow-bytes'],
  ['html', 'bad-json'],
  ['empty', 'wrong-schema'],
]

describe.concurrent('once: another try cures it, and nothing alarming is said', () => {
  test.for(ONE_AFTER_THE_OTHER.map((names) => ({ names, title: names.join(', ') })))(
    'hearing: $title',
    async ({ names }, { expect }) => {
      await using cloud = await startCloud(WELCOME)
      for (const name of names) cloud.deepgram.misbehave(EVERY_FAULT[name].fault, { path: LISTEN })
      const { code, err } = await cloud.dub('--lang', 'es', '--until', 'transcribe')
      expect({ code, err }).toEqual({ code: 0, err: expect.not.stringMatching(ALARMING) })
      expect(cloud.calls('stt').map(({ fault }) => fault?.kind)).toEqual(
        [...names.map((name) => EVERY_FAULT[name].fault.kind), undefined].slice(
          0,
          names.includes('slow-bytes') ? 3 : 4,
        ),
      )
    },
  )

  test('translating: each, in a language of its own', async ({ expect }) => {
    await using cloud = await startCloud(WELCOME)
    const languages = LANGUAGES.slice(0, NO_HANGS.length)
    for (const [index, name] of NO_HANGS.entries()) {
      cloud.openai.misbehave(EVERY_FAULT[name].fault, { body: into(languages[index] ?? '') })
    }
    const { code, err } = await cloud.dub('--lang', languages.join(), '--until', 'translate')
    expect({ code, err }).toEqual({ code: 0, err: expect.not.stringMatching(ALARMING) })
    for (const [index, name] of NO_HANGS.entries()) {
      const asked = cloud.calls('llm').filter(({ body }) => into(languages[index] ?? '').test(body.toString()))
      expect(asked.length, name).toBe(name === 'slow-bytes' ? 1 : 2)
    }
  })

  test('speaking: each, and hanging too, for a line of its own', async ({ expect }) => {
    const names = [...OF_DEEPGRAM, 'hang-before-headers', 'hang-after-headers'] as const
    const marks = TREES.slice(0, names.length)
    await using cloud = await startCloud(marks.map((tree, index): Said => [index % 2, `The ${tree} is old.`]))
    await writeFile(cloud.person.path('trees.csv'), ['term,keep', ...marks.map((tree) => `${tree},yes`)].join('\n'))
    for (const [index, name] of names.entries()) {
      cloud.deepgram.misbehave(EVERY_FAULT[name].fault, { body: new RegExp(marks[index] ?? '') })
    }
    const { code, err } = await cloud.dub('--lang', 'es', '--glossary', 'trees.csv')
    expect({ code, err }).toEqual({ code: 0, err: expect.not.stringMatching(ALARMING) })
    for (const [index, name] of names.entries()) {
      const asked = cloud.calls('tts').filter(({ body }) => body.includes(marks[index] ?? ''))
      expect(asked.length, name).toBe(name === 'slow-bytes' ? 1 : 2)
    }
    const { languages } = await cloud.manifest()
    expect(languages).toMatchObject([{ status: 'complete', failed_lines: [], warnings: [] }])
  })
})

type Lasting = readonly [name: FaultName, code: number, message: RegExp]

const NO_ANSWER = 'no answer for the transcription after 5 tries'
/** Those that wait between tries, each by itself; those that end soon, one after the other. */
const HEARING: readonly (readonly [title: string, ...Lasting[]])[] = [
  [
    'busy',
    ['too-many', 5, new RegExp(String.raw`^Error: Deepgram is busy: ${NO_ANSWER} \(HTTP 429, .*request [\w-]+\)`, 'm')],
  ],
  [
    'broken',
    [
      '500',
      5,
      new RegExp(String.raw`^Error: Deepgram is out of order: ${NO_ANSWER} \(HTTP 500, .*request [\w-]+\)`, 'm'),
    ],
  ],
  [
    'cut off',
    [
      'reset',
      5,
      new RegExp(
        String.raw`^Error: Deepgram cannot be reached: ${NO_ANSWER} \(connection reset\)\.\nCheck the connection`,
        'm',
      ),
    ],
  ],
  [
    'nonsense, and an account that is refused',
    ['html', 5, /^Error: Deepgram answers .*the transcription/m],
    ['empty', 5, /^Error: Deepgram answers .*the transcription/m],
    ['wrong-schema', 5, /^Error: Deepgram answers .*the transcription/m],
    [
      'quota',
      4,
      /^Error: Deepgram has no credit left \(DEEPGRAM_API_KEY, HTTP 402, .*request [\w-]+\)\.\nTop up the account/m,
    ],
    [
      'expired-key',
      4,
      /^Error: Deepgram refuses the key \(DEEPGRAM_API_KEY, HTTP 401, .*request [\w-]+\)\.\n.*export DEEPGRAM_API_KEY=/m,
    ],
  ],
]
const STOPPING = [
  [
    'translating',
    'llm',
    {
      quota: /^Error: OpenAI has no credit left \(OPENAI_API_KEY, HTTP 429, .*request \w+\)\.\nTop up the account/m,
      'expired-key':
        /^Error: OpenAI refuses the key \(OPENAI_API_KEY, HTTP 401, .*request \w+\)\.\n.*export OPENAI_API_KEY=/m,
    },
  ],
  [
    'speaking',
    'tts',
    {
      quota: /^Error: .*Deepgram has no credit left \(DEEPGRAM_API_KEY.*request [\w-]+\)\.\nTop up the account/m,
      'expired-key':
        /^Error: .*Deepgram refuses the key \(DEEPGRAM_API_KEY.*request [\w-]+\)\.\n.*export DEEPGRAM_API_KEY=/m,
    },
  ],
] as const

describe.concurrent('for ever: it is said who, what, which request, and what to do; what was done is kept', () => {
  test.for(HEARING)('hearing: %s', async ([, ...lasting], { expect }) => {
    await using cloud = await startCloud(WELCOME)
    for (const [name, code, message] of lasting) {
      cloud.deepgram.behave()
      cloud.deepgram.misbehave(EVERY_FAULT[name].fault, { path: LISTEN, times: FOR_EVER })
      const ended = await cloud.dub('--lang', 'es', '--until', 'transcribe')
      expect(ended, name).toMatchObject({ code, out: '', err: expect.stringMatching(message) })
      expect(ended.err).toMatch(KEPT)
      expect(ended.err).not.toMatch(SECRET)
    }
  })

  test('translating: each, in a language of its own; one that is well is done', async ({ expect }) => {
    const lasting = [
      [
        'too-many',
        'fr',
        /translate fr line 1: OpenAI is busy: no answer for line 1 in French after 5 tries \(HTTP 429, .*request \w+\)/,
      ],
      [
        '500',
        'de',
        /translate de line 1: OpenAI is out of order: .* in German after 5 tries \(HTTP 500, .*request \w+\)/,
      ],
      ['reset', 'it', /translate it line 1: OpenAI cannot be reached: .*\(connection reset\)/],
      ['cut-body', 'pt', /translate pt line 1: OpenAI cannot be reached: .*\(answer cut off\)/],
      ['html', 'nl', /translate nl line 1: OpenAI answers something for line 1 in Dutch that is no chat completion/],
      ['bad-json', 'ja', /translate ja line 1: OpenAI answers what cannot be understood: .* after 3 tries/],
      ['empty', 'ko', /translate ko line 1: OpenAI answers something for line 1 in Korean that is no chat completion/],
      ['wrong-schema', 'zh', /translate zh line 1: OpenAI gives no usable translation of line 1/],
      ['refusal', 'ru', /translate ru line 1: OpenAI gives no usable translation of line 1 \(refused\)/],
      ['length', 'ar', /translate ar line 1: OpenAI gives no usable translation of line 1/],
    ] as const
    await using cloud = await startCloud(WELCOME)
    for (const [name, language] of lasting) {
      cloud.openai.misbehave(EVERY_FAULT[name].fault, { body: into(language), times: FOR_EVER })
    }
    const args = ['--lang', ['es', ...lasting.map(([, language]) => language)].join(), '--until', 'translate']
    const { code, err, out } = await cloud.dub(...args)
    expect(code).toBe(6)
    for (const [, , message] of lasting) expect(out + err).toMatch(message)
    expect(out + err).toMatch(KEPT)
    expect(out + err).not.toMatch(SECRET)
    expect((await cloud.script('es')).lines).toHaveLength(1)
    cloud.openai.behave()
    const since = cloud.counting()
    expect((await cloud.dub(...args)).code).toBe(0)
    expect(since()).toEqual({ stt: 0, llm: lasting.length, tts: 0 })
  })

  test('speaking: each, in a language of its own; one that is well is delivered', async ({ expect }) => {
    const lasting = [
      [
        'too-many',
        'fr',
        /Failed fr: Line.* 1 .*Deepgram is busy: no answer for a line in French after 5 tries \(HTTP 429, .*request [\w-]+\)/,
      ],
      ['503', 'de', /Failed de: Line.* 1 .*Deepgram is out of order: .*\(HTTP 503, .*request [\w-]+\)/],
      ['cut-body', 'it', /Failed it: Line.* 1 .*Deepgram cannot be reached: .*\(answer cut off\)/],
      ['html', 'nl', /Failed nl: Line.* 1 .*Deepgram answers with something else than sound for a line in Dutch/],
      ['empty', 'ja', /Failed ja: Line.* 1 .*Deepgram answers with nothing .*request [\w-]+/],
    ] as const
    const mark = (language: string) => TREES[lasting.findIndex(([, other]) => other === language)] ?? ''
    await using cloud = await startCloud(WELCOME)
    const tags = lasting.map(([, language]) => language)
    await writeFile(cloud.person.path('marks.csv'), `term,${tags.join()}\nwelcome,${tags.map(mark).join()}\n`)
    for (const [name, language] of lasting) {
      cloud.deepgram.misbehave(EVERY_FAULT[name].fault, { body: new RegExp(mark(language)), times: FOR_EVER })
    }
    const args = ['--lang', ['es', ...tags].join(), '--glossary', 'marks.csv']
    const { code, err, out } = await cloud.dub(...args)
    expect(code).toBe(6)
    for (const [, , message] of lasting) expect(out + err).toMatch(message)
    expect(out + err).toMatch(KEPT)
    expect(out + err).not.toMatch(SECRET)
    const { status, languages } = await cloud.manifest()
    expect(status).toBe('partial')
    expect(languages.map((each) => [each.language, each.status, each.failed_lines.length])).toEqual([
      ['es', 'complete', 0],
      ...tags.map((tag) => [tag, 'error', 1]),
    ])
    cloud.deepgram.behave()
    const since = cloud.counting()
    expect((await cloud.dub(...args)).code).toBe(0)
    expect(since()).toEqual({ stt: 0, llm: 0, tts: lasting.length })
  })

  test.for(STOPPING)(
    '%s: an account without credit and a key that has expired stop the job',
    async (each, { expect }) => {
      const [, trade, messages] = each
      await using cloud = await startCloud(WELCOME)
      for (const [name, message] of Object.entries(messages)) {
        for (const vendor of [cloud.deepgram, cloud.openai]) vendor.behave()
        misbehaveFor(cloud, trade, name as keyof typeof messages)
        const asked = cloud.calls(trade).length
        const { code, err } = await cloud.dub('--lang', 'es')
        expect({ code, err }).toEqual({ code: 4, err: expect.stringMatching(message) })
        expect(err).toMatch(KEPT)
        expect(err).not.toMatch(SECRET)
        expect(cloud.calls(trade)).toHaveLength(asked + 1)
      }
      for (const vendor of [cloud.deepgram, cloud.openai]) vendor.behave()
      const since = cloud.counting()
      expect((await cloud.dub('--lang', 'es')).code).toBe(0)
      expect(since()).toEqual({ stt: 0, llm: trade === 'llm' ? 1 : 0, tts: 1 })
    },
  )
})

/** A key, or what was said. */
const SECRET = /emulated-\w+-key|You are|\n\s+at /
const LANGUAGES = 'es fr de it pt nl ja ko zh ru ar hi ca es-MX pt-BR'.split(' ')
const TREES = 'Alder Beech Cedar Damson Elder Ginkgo Hazel Juniper Kapok Larch Maple Nutmeg Olive Poplar Quince'.split(
  ' ',
)

/** The document that asks for a language; the examples in the instructions have a register. */
function into(language: string): RegExp {
  return new RegExp(String.raw`\\"to\\":\\"${language}\\",\\"register\\":null`)
}

function misbehaveFor({ deepgram, openai }: Cloud, trade: 'llm' | 'tts', name: FaultName): void {
  if (trade === 'llm') openai.misbehave(EVERY_FAULT[name].fault, { times: FOR_EVER })
  else deepgram.misbehave(EVERY_FAULT[name].fault, { path: /\/speak$/, times: FOR_EVER })
}
