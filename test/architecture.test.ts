import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  circles,
  codeLike,
  longFiles,
  longFunctions,
  packageOutside,
  type Sources,
  uphillImports,
  valuesFrom,
} from './rig/house-rules.ts'
import { ANY, BARE_ERROR, CONSOLE, ENVIRONMENT, ROOMS, TIME } from './rig/house-table.ts'

const clone = join(import.meta.dirname, '..')

const RUN_PROGRAMS = ['src/program.ts', 'src/media', 'src/setup', 'bin', 'tools', 'bench']
/** It does not wait for the browser's end. */
const PROGRAM_RUNNERS = [...RUN_PROGRAMS, 'src/remote/session/open-in-browser.ts']

const house = read('src', 'commands', 'bin', 'tools', 'bench')
const product = new Map([...house].filter(([file]) => /^(?:src|commands)\//.test(file)))

function read(...folders: readonly string[]): Sources {
  const files = folders.flatMap((folder) => {
    const names = readdirSync(join(clone, folder), { recursive: true, encoding: 'utf8' })
    return names.filter((name) => /\.(?:ts|mjs|js)$|^ytdub$/.test(name)).map((name) => join(folder, name))
  })
  const own = files.filter((file) => !file.includes('node_modules'))
  return new Map(own.map((file) => [file, readFileSync(join(clone, file), 'utf8')]))
}

describe('the house', () => {
  test('every import runs downhill', () => {
    expect(uphillImports(house, ROOMS)).toEqual([])
  })

  test('commands take types alone from ports and pipeline', () => {
    expect(valuesFrom(house, 'commands', ['src/ports', 'src/pipeline'])).toEqual([])
  })

  test('no circle, not even of types', () => {
    expect(circles(house)).toEqual([])
  })

  test.each([
    // Locks between processes are SQLite's: the kernel frees them when their holder dies.
    ['better-sqlite3', ['src/stores/local', 'src/remote/hold-alone.ts']],
    ['fluent-ffmpeg', ['src/media/fluent.ts']],
    ['node:child_process', PROGRAM_RUNNERS],
    ['execa', PROGRAM_RUNNERS],
  ])('%s is imported in its place only', (name, places) => {
    expect(packageOutside(house, name, places)).toEqual([])
  })

  test('no file is longer than 300 lines, no function than 60', () => {
    expect([...longFiles(house, 300), ...longFunctions(house, 60)]).toEqual([])
  })

  test('no `any`', () => {
    expect(codeLike(house, ANY)).toEqual([])
  })

  test('no error without a code', () => {
    expect(codeLike(house, BARE_ERROR)).toEqual([])
  })

  test('one file reads the environment', () => {
    expect(codeLike(house, ENVIRONMENT, ['src/config.ts', 'tools/clone.mjs', 'bench'])).toEqual([])
  })

  test('one file knows what time it is', () => {
    expect(codeLike(house, TIME, ['src/clock.ts', 'bench'])).toEqual([])
  })

  test('nobody writes to the console', () => {
    expect(codeLike(product, CONSOLE)).toEqual([])
  })

  test('no drawer for odds and ends', () => {
    const odd = [...house.keys()].filter((file) => /(?:^|\/)(?:utils?|helpers?|common|misc)(?:\.|\/)/.test(file))
    expect(odd).toEqual([])
  })
})
