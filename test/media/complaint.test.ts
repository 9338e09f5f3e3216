import { describe, expect, it } from 'vitest'
import { Failure } from '../../src/failure.ts'
import { complain } from '../../src/media/complaint.ts'

const IN = '/home/me/talk.mp3'
const OUT = '/home/me/talk.dub/es.m4a'
const otherwise = (reason: string) => new Failure('input', reason)
const said = (lines: readonly string[], ended = false) =>
  complain({ lines: [...lines], paths: [IN, OUT], written: [OUT] }, ended, otherwise)

describe("ffmpeg's complaint", () => {
  it('is nothing where the run is good', () => {
    expect(said([], true)).toBeUndefined()
    expect(said(['[mp3float @ 0x55d] Header missing'], true)).toBeUndefined()
  })

  it.each([
    [
      ['[mov,mp4 @ 0x5d0c] moov atom not found', `file:${IN}: Invalid data found when processing input`],
      'Invalid data found when processing input',
    ],
    [['[aac @ 0x7f] [eac3 @ 0x8e] Bad sample.', 'Conversion failed!', ''], 'Bad sample'],
    [['Something first', 'Something last', 'Error opening input files: Invalid data'], 'Something last'],
    [[`Cannot open ${IN} now`], 'Cannot open "talk.mp3" now'],
    [[], 'ffmpeg does not say why'],
  ])('%j is shown as %j', (lines, reason) => {
    expect(said(lines)).toMatchObject({ code: 'input', message: reason })
  })

  it('is kept short', () => {
    expect(said(['x'.repeat(10_000)])?.message.length).toBe(200)
  })

  it.each([
    `av_interleaved_write_frame(): No space left on device`,
    `[out#0/ipod @ 0x5] Error writing trailer: No space left on device`,
    `Error closing file ${OUT}: Disk quota exceeded`,
    'av_interleaved_write_frame(): File too large',
  ])('of a full disk is heard even where ffmpeg ends well: %s', (line) => {
    for (const ended of [true, false]) {
      expect(said([line, 'Conversion failed!'], ended)).toMatchObject({
        code: 'config',
        message: 'The disk is full ("es.m4a").',
      })
    }
  })

  it('about permission is a matter of the folder where it is about what is written', () => {
    expect(said([`file:${OUT}: Permission denied`])).toMatchObject({
      code: 'config',
      hint: expect.stringContaining('--out'),
    })
    expect(said([`file:${OUT}: Read-only file system`])).toMatchObject({ code: 'config' })
    expect(said([`file:${IN}: Permission denied`])).toMatchObject({ code: 'input', message: 'Permission denied' })
  })

  it.each([
    `Unknown encoder 'libmp3lame'`,
    `Unrecognized option 'movie_timescale'.`,
    `Requested output format 'ipod' is not known`,
  ])('about what it lacks is a matter of the set-up: %s', (line) => {
    expect(said([line])).toMatchObject({ code: 'config', hint: expect.stringContaining('ytdub setup') })
  })
})
