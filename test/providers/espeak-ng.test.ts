import { execFileSync } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { LANGUAGES } from '../../src/dub/language.ts'
import { espeakNg } from '../../src/providers/espeak-ng.ts'
import { synthesizerContract } from '../contracts/synthesizer.ts'
import { memoryScratch } from '../rig/memory-stores.ts'
import { wav } from './sounds.ts'

const folder = await mkdtemp(join(tmpdir(), 'ytdub-espeak-'))
afterAll(() => rm(folder, { recursive: true }))

const files = memoryScratch(folder)
const scratch = (name: string) => files.path(name)
const calls = { signal: new AbortController().signal, progress: () => {}, scratch }
const espeak = espeakNg({})
const speak = async (text: string, voice = 'es', language = 'es', take = 1) =>
  Buffer.from((await espeak.speak({ text, voice, language, take }, calls)).bytes)

describe('eSpeak NG keeps the contract', () => {
  synthesizerContract({
    make: () => espeakNg({}),
    makeMissing: () => espeakNg({ program: '/nonexistent' }),
    scratch,
    language: 'es',
    unspoken: 'gl',
    foreignVoice: 'de',
    repeatable: true,
    paced: 'es',
    missing: { code: 'config', hint: 'ytdub setup' },
  })
})

test('its WAV header says the truth', async () => {
  const file = await speak('Hola')
  expect(file.readUInt32LE(4)).toBe(file.length - 8)
  expect(file.readUInt32LE(40)).toBe(file.length - 44)
})

const listed = (what: string) =>
  execFileSync('espeak-ng', [what], { encoding: 'utf8' })
    .split('\n')
    .slice(1)
    .map((row) => row.trim().split(/\s+/))

test('every voice exists', async () => {
  const tags = new Set(listed('--voices').map(([, tag]) => tag))
  const variants = new Set(listed('--voices=variant').flatMap((row) => row.filter((cell) => cell.startsWith('!v/'))))
  for (const { code } of LANGUAGES) {
    for (const voice of await espeak.voices(code)) {
      const [tag, variant] = voice.split('+')
      expect(tags).toContain(tag)
      if (variant !== undefined) expect(variants).toContain(`!v/${variant}`)
    }
  }
})

test('it speaks all languages, each in a voice of its own', async () => {
  for (const { code } of LANGUAGES) {
    const voices = await espeak.voices(code)
    expect(voices).not.toEqual([])
    expect(new Set(voices).size).toBe(voices.length)
    const wanted = code === 'zh' ? 'cmn' : code
    expect(voices.filter((voice) => voice.split(/[-+]/)[0] !== wanted)).toEqual([])
  }
})

test.each([
  ['en', 'en-us'],
  ['en-GB', 'en-gb'],
  ['en-AU', 'en-gb'],
  ['en-US', 'en-us'],
  ['es', 'es'],
  ['es-ES', 'es'],
  ['es-419', 'es-419'],
  ['es-MX', 'es-419'],
  ['pt', 'pt'],
  ['pt-BR', 'pt-br'],
  ['pt-PT', 'pt'],
  ['fr-CA', 'fr-fr'],
  ['fr-CH', 'fr-ch'],
  ['zh-Hant-TW', 'cmn-latn-pinyin'],
])('the usual voice of %s is %s', async (language, voice) => {
  expect((await espeak.voices(language))[0]).toBe(voice)
})

test('a region keeps to its own voices; a language has those of all its regions', async () => {
  expect((await espeak.voices('es-MX')).every((voice) => voice.startsWith('es-419'))).toBe(true)
  expect(await espeak.voices('es')).toEqual(expect.arrayContaining(['es', 'es+f2', 'es-419', 'es-419+m3']))
  expect(await espeak.voices('xx')).toEqual([])
})

test('all voices of a language sound different', async () => {
  const voices = await espeak.voices('ca')
  const sounds = await Promise.all(voices.map((voice) => speak('Bon dia a tothom', voice, 'ca')))
  expect(new Set(sounds.map((sound) => sound.toString('base64'))).size).toBe(voices.length)
})

test('takes differ, for 21 of them, and are the same when asked for again', async () => {
  const takes = Array.from({ length: 21 }, (_, at) => at + 1)
  const sounds = await Promise.all(
    takes.map(async (take) => (await speak('Hola', 'es', 'es', take)).toString('base64')),
  )
  expect(new Set(sounds).size).toBe(21)
  expect((await speak('Hola', 'es', 'es', 22)).toString('base64')).toBe(sounds[0])
})

test.each([
  ['[[h@l@U]] hola', 'h@l@U hola'],
  ['uno | dos', 'uno dos'],
  ['hola\u0001+50P amigo', 'hola +50P amigo'],
  ['[[[[hola]]', 'hola'],
])('orders in the text are read as text: %j', async (text, plain) => {
  expect((await speak(text)).equals(await speak(plain))).toBe(true)
})

test.each([
  ['zh', '我喜欢学习中文', 2],
  ['ja', 'これはテストです', 1],
  ['ko', '한국어를 말합니다', 1],
  ['ar', 'مرحبا بالعالم', 0.5],
  ['hi', 'नमस्ते दुनिया', 0.5],
  ['ru', 'Привет, мир', 0.5],
  ['eo', 'Saluton, mondo', 0.5],
])('reads %s in its own script', async (language, text, seconds) => {
  const sound = await speak(text, (await espeak.voices(language))[0], language)
  expect((sound.length - 44) / 2 / 22_050).toBeGreaterThan(seconds)
  expect((sound.length - 44) / 2 / 22_050).toBeLessThan(4)
})

test.each([
  ['ja', '漢字を話す'],
  ['ko', '漢字'],
])('refuses what it would spell as "Chinese letter" (%s)', async (language, text) => {
  await expect(speak(text, language, language)).rejects.toMatchObject({
    code: 'input',
    message: expect.stringContaining('cannot read Chinese characters'),
  })
})

test('a variant that does not exist is refused, though the program would take it', async () => {
  await expect(speak('Hola', 'es+f9')).rejects.toMatchObject({
    code: 'usage',
    hint: expect.stringMatching(/^Choose one of es, es\+f2, .*, es-419\+m6\.$/),
  })
})

test.each([
  ['a sound without a sound', `cat '${join(folder, 'silent.wav')}'`, /says nothing/],
  ['no sound at all', ':', /says nothing/],
  ['a program that fails', 'echo "Hola SECRET" >&2; exit 7', /^eSpeak NG failed \(exit code 7, voice es\)\.$/],
])('%s is a failure', async (_, script, message) => {
  await writeFile(join(folder, 'silent.wav'), wav(Array<number>(8_000).fill(0.001)))
  const program = join(folder, 'espeak-stub')
  await writeFile(program, `#!/bin/sh\ncat > /dev/null\n${script}\n`)
  await chmod(program, 0o755)
  const spoken = espeakNg({ program }).speak({ text: 'Hola SECRET', voice: 'es', language: 'es', take: 1 }, calls)
  await expect(spoken).rejects.toMatchObject({ code: 'vendor', message: expect.stringMatching(message) })
})
