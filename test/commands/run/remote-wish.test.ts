import { mkdir, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import type { Context } from '../../../commands/command.ts'
import { dubWish } from '../../../commands/run/dub-wish.ts'
import { remoteAsked } from '../../../commands/run/remote-wish.ts'
import { jobOptions } from '../../../src/api/job-options.ts'
import { temporaryFolder } from '../../rig/home.ts'

const context = { config: {} } as unknown as Context

test('the flags are asked for in the words of the API, which takes all of them', async () => {
  await using home = await temporaryFolder()
  await writeFile(home.at('terms.csv'), 'term,es\ncoffee,café\n')
  const flags = {
    lang: ['ES', 'pt-br'],
    voice: ['es=celeste', 'es:2=nestor'],
    glossary: home.at('terms.csv'),
    from: 'en',
    register: 'formal',
    context: 'bees',
    keepOriginal: -18,
    keepOriginalTrack: true,
    burnCaptions: true,
    maxRate: 1.1,
    take: 3,
  } as const
  const { languages, folder, options } = await remoteAsked(dubWish(home.at('talk.mp3'), flags, context))
  expect([languages, folder]).toEqual([['es', 'pt-BR'], home.at('talk.dub')])
  expect(jobOptions.parse(options)).toMatchObject({
    voices: { es: 'celeste', 'es:2': 'nestor' },
    glossary: [{ term: 'coffee', translations: { es: 'café' } }],
    register: 'formal',
    context: 'bees',
    keep_original: -18,
    keep_original_track: true,
    burn_captions: true,
    max_rate: 1.1,
    take: 3,
  })
})

test('a line that a person has spoken themselves is not silently spoken by the service', async () => {
  await using home = await temporaryFolder()
  await mkdir(home.at('talk.dub', 'es', 'lines'), { recursive: true })
  await writeFile(home.at('talk.dub', 'es', 'lines', '0002.wav'), 'sound')
  const told = { code: 'usage', message: expect.stringContaining('0002.wav') }
  await expect(remoteAsked(dubWish(home.at('talk.mp3'), { lang: ['es'] }, context))).rejects.toMatchObject(told)
  await remoteAsked(dubWish(home.at('talk.mp3'), { lang: ['fr'] }, context))
})

test('what is malformed is told before anything is sent', async () => {
  await using home = await temporaryFolder()
  const asked = (flags: object) => remoteAsked(dubWish(home.at('talk.mp3'), { lang: ['es'], ...flags }, context))
  await expect(asked({ lang: ['xx'] })).rejects.toMatchObject({ code: 'input' })
  await expect(asked({ lang: ['es', 'ES'] })).rejects.toMatchObject({ code: 'usage' })
  await expect(asked({ voice: ['celeste'] })).rejects.toMatchObject({
    code: 'usage',
    hint: expect.stringContaining('es='),
  })
})
