import { describe, expect, test } from 'vitest'
import { type Upload, uploadFaults } from '../../src/pipeline/files/upload-faults.ts'

const SRT = '1\n00:00:00,500 --> 00:00:02,500\nHola a todos.\n'
const measured = { samples: 480_000, language: 'spa', integrated_lufs: -14.2, true_peak_dbtp: -1.5 }
const right: Upload = { measured, captions: SRT, language: 'es-419', length: 480_000, loudness: -14 }

describe('what is looked at before an upload', () => {
  test('a dub as it should be has no fault', () => {
    expect(uploadFaults(right)).toEqual([])
  })

  test.each([
    ['one sample short', { samples: 479_999 }, /lasts 10\.000 s, the video 10\.000 s/],
    ['a second too long', { samples: 528_000 }, /lasts 11\.000 s, the video 10\.000 s/],
    ['too soft', { integrated_lufs: -14.6 }, /-14\.6 LUFS instead of -14/],
    ['too loud', { integrated_lufs: -13.4 }, /-13\.4 LUFS/],
    ['silent', { integrated_lufs: null, true_peak_dbtp: null }, /silent/],
    ['a peak that clips', { true_peak_dbtp: -0.4 }, /-0\.4 dBTP/],
    ['another language', { language: 'fra' }, /"fra" instead of spa/],
    ['no language', { language: null }, /no language instead of spa/],
  ])('%s is one fault, named with its figure', (_, wrong, said) => {
    expect(uploadFaults({ ...right, measured: { ...measured, ...wrong } })).toEqual([expect.stringMatching(said)])
  })

  test.each([
    ['beyond the end', '1\n00:00:09,000 --> 00:00:12,500\nHola a todos.\n'],
    ['without text', '1\n00:00:00,500 --> 00:00:02,500\n\n'],
    ['over each other', `${SRT}\n2\n00:00:02,000 --> 00:00:04,000\nOtra cosa.\n`],
    ['no captions at all', 'Hola a todos.\n'],
  ])('captions %s are a fault', (_, captions) => {
    const [fault = ''] = uploadFaults({ ...right, captions })
    expect(fault).toMatch(/^Caption|captions/i)
    expect(fault).not.toContain('Hola')
  })
})
