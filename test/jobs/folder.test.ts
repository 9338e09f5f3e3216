import { writeFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { findFolder } from '../../src/jobs/folder.ts'
import { temporaryFolder } from '../rig/home.ts'

describe('where dubs go', () => {
  test('beside the recording, or below --out, made or not', async () => {
    await using home = await temporaryFolder()
    expect(await findFolder(home.at('talk.mp3'), undefined)).toBe(home.at('talk.dub'))
    expect(await findFolder(home.at('my.talk.final.mp4'), undefined)).toBe(home.at('my.talk.final.dub'))
    expect(await findFolder(home.at('talk.mp3'), home.at('not', 'yet', 'made'))).toBe(
      home.at('not', 'yet', 'made', 'talk.dub'),
    )
  })

  test('names without an ending, and long ones in any script, fit a file system', async () => {
    await using home = await temporaryFolder()
    expect(await findFolder(home.at('talk'), undefined)).toBe(home.at('talk.dub'))
    expect(await findFolder(home.at('.hidden'), undefined)).toBe(home.at('.hidden.dub'))
    const folder = await findFolder(home.at(`${'録音👩‍👩‍👧'.repeat(10)}.mp3`), undefined)
    expect(Buffer.byteLength(folder.split('/').at(-1)!)).toBeLessThan(210)
    expect(folder).not.toContain('\uFFFD')
  })
})

describe('a folder that is not ours to write', () => {
  test('is told before anything is worked out', async () => {
    await using home = await temporaryFolder()
    await writeFile(home.at('file'), '')
    const failure = { code: 'config', hint: expect.stringContaining('--out') }
    await expect(findFolder(home.at('talk.mp3'), home.at('file'))).rejects.toMatchObject(failure)
    await expect(findFolder(home.at('talk.mp3'), home.at('file', 'below'))).rejects.toMatchObject(failure)
  })
})
