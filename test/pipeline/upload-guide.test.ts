import { expect, test } from 'vitest'
import { uploadGuide } from '../../src/pipeline/files/upload-guide.ts'
import { dubRequest } from '../rig/requests.ts'

test('the guide promises the level and the peaks that were checked', () => {
  const transcript = { language: 'en', lines: [] }
  const source = { transcript, length: 48_000, video: true, videoCodec: 'h264', warnings: [] }
  const text = uploadGuide([], { request: dubRequest(), source, loudness: -16, highestPeak: -1.5 })
  expect(text).toContain('is at −16 LUFS with no true peak above −1.5 dBTP,')
})
