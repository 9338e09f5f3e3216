import { chmod, mkdir, stat, writeFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findFfmpeg, type Packages } from '../../src/media/find-ffmpeg.ts'
import { type Folder, temporaryFolder } from './recordings.ts'

let folder: Folder
beforeEach(async () => {
  folder = await temporaryFolder()
  for (const name of ['configured', 'path', 'later', 'npm']) await mkdir(folder.path(name))
})
afterEach(() => folder[Symbol.asyncDispose]())

async function program(name: string, mode = 0o755): Promise<string> {
  await writeFile(folder.path(name), '#!/bin/sh\n')
  await chmod(folder.path(name), mode)
  return folder.path(name)
}

const none: Packages = { load: async () => undefined }
const installed = (table: Record<string, unknown>): Packages => ({ load: async (name) => table[name] })
const searchPath = () => [folder.path('path'), folder.path('later')].join(delimiter)

describe('ffmpeg', () => {
  it('is the configured one before all others, with the ffprobe beside it', async () => {
    const configured = await program('configured/ffmpeg')
    const ffprobe = await program('configured/ffprobe')
    await program('path/ffmpeg')
    await program('path/ffprobe')
    const packages = installed({ 'ffmpeg-static': await program('npm/static') })
    const found = await findFfmpeg({ configured, searchPath: searchPath() }, packages)
    expect(found).toEqual({ ffmpeg: configured, ffprobe, lastResort: false })
  })

  it('is nowhere when the configured one is not there: another would be a surprise', async () => {
    await program('path/ffmpeg')
    await program('path/ffprobe')
    const where = { configured: folder.path('configured/ffmpeg'), searchPath: searchPath() }
    expect(await findFfmpeg(where, none)).toBeUndefined()
  })

  it('is ffmpeg-static where its file was downloaded', async () => {
    await program('path/ffmpeg')
    const ffprobe = await program('path/ffprobe')
    const ffmpeg = await program('npm/static')
    const found = await findFfmpeg({ searchPath: searchPath() }, installed({ 'ffmpeg-static': ffmpeg }))
    expect(found).toEqual({ ffmpeg, ffprobe, lastResort: false })
  })

  it("is the search path's where ffmpeg-static has no file or no build for this machine", async () => {
    const ffmpeg = await program('path/ffmpeg')
    const ffprobe = await program('path/ffprobe')
    for (const nowhere of [folder.path('npm/gone'), null]) {
      const found = await findFfmpeg({ searchPath: searchPath() }, installed({ 'ffmpeg-static': nowhere }))
      expect(found).toEqual({ ffmpeg, ffprobe, lastResort: false })
    }
  })

  it('is the first one on the search path that can be run', async () => {
    await program('path/ffmpeg', 0o644)
    await mkdir(folder.path('path/ffprobe'))
    const ffmpeg = await program('later/ffmpeg')
    const ffprobe = await program('later/ffprobe')
    expect(await findFfmpeg({ searchPath: searchPath() }, none)).toEqual({ ffmpeg, ffprobe, lastResort: false })
  })

  it('is not looked for in folders that depend on where ytdub was started', async () => {
    await program('path/ffmpeg')
    await program('path/ffprobe')
    const here = process.cwd()
    process.chdir(folder.path('path'))
    try {
      expect(await findFfmpeg({ searchPath: ['', '.'].join(delimiter) }, none)).toBeUndefined()
    } finally {
      process.chdir(here)
    }
  })

  it('is the old build that npm brought along where there is no other, made runnable', async () => {
    const ffmpeg = await program('npm/ffmpeg', 0o644)
    const ffprobe = await program('npm/ffprobe', 0o644)
    const packages = installed({
      '@ffmpeg-installer/ffmpeg': { path: ffmpeg },
      '@ffprobe-installer/ffprobe': { path: ffprobe },
    })
    expect(await findFfmpeg({ searchPath: searchPath() }, packages)).toEqual({ ffmpeg, ffprobe, lastResort: true })
    expect((await stat(ffprobe)).mode & 0o111).toBe(0o111)
  })

  it("borrows npm's ffprobe, and is no last resort for that", async () => {
    const ffmpeg = await program('path/ffmpeg')
    const ffprobe = await program('npm/ffprobe', 0o644)
    const packages = installed({ '@ffprobe-installer/ffprobe': { path: ffprobe } })
    expect(await findFfmpeg({ searchPath: searchPath() }, packages)).toEqual({ ffmpeg, ffprobe, lastResort: false })
  })

  it('is nowhere without an ffprobe, or without anything', async () => {
    expect(await findFfmpeg({ searchPath: searchPath() }, none)).toBeUndefined()
    await program('path/ffmpeg')
    expect(await findFfmpeg({ searchPath: searchPath() }, none)).toBeUndefined()
  })

  it('does not hide that a package is broken', async () => {
    const broken: Packages = { load: async () => Promise.reject(new SyntaxError('Unexpected end of input')) }
    await expect(findFfmpeg({ searchPath: '' }, broken)).rejects.toThrow(SyntaxError)
  })
})

describe('the packages that are really installed', () => {
  it('may be absent, and what they hold can be run', async () => {
    const found = await findFfmpeg({ searchPath: '' })
    if (!found) return
    for (const path of [found.ffmpeg, found.ffprobe]) expect((await stat(path)).mode & 0o100).toBe(0o100)
  })
})
