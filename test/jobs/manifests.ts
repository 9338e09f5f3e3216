import type { Dubbed } from '../../src/dub/dubbed.ts'
import type { Manifest, ManifestLanguage, SyncFigures } from '../../src/dub/manifest.ts'

/** A manifest of one language, with the figures that a whole dub has. */
export function manifestOf(part: Partial<ManifestLanguage> = {}, file = 'talk.mp3'): Manifest {
  const provider = { id: 'fake', model: 'm1' }
  const calls = { calls: { made: 6, recalled: 2, failed: 0 }, prices_as_of: '2026-01-01' }
  const usage = {
    stt_seconds: 4,
    llm_input_tokens: 0,
    llm_output_tokens: 0,
    tts_characters: 40,
    usd: 0.125,
    total_usd: 0.375,
    estimated_usd: 0.25,
    ...calls,
  }
  const sync: SyncFigures = {
    overlap: 0,
    lost: 0,
    start_error: { mean: 0.1, rms: 0.15, p95: 0.2, max: 0.3 },
    end_error: { mean: 0.2, rms: 0.25 },
    rate: { min: 1, p95: 1.1, max: 1.23, rms_deviation: 0.1 },
    over_1_2: 0.25,
    over_1_3: 0,
    jump: { mean: 0, rms: 0 },
    end_minus_T: 0,
    rewritten: 0,
    over_bound: [],
    shorten: [],
  }
  const whole: ManifestLanguage = {
    language: 'es',
    status: 'complete',
    synthesizer: provider,
    voices: [{ speaker: 1, voice: 'celeste' }],
    lines: 4,
    failed_lines: [],
    artifacts: [
      { type: 'full_mix', path: 'es/talk #1.wav', sha256: 'a'.repeat(64), bytes: 3, mime: 'audio/wav', duration: 4 },
    ],
    sync,
    loudness: { integrated_lufs: -14.04, true_peak_dbtp: null },
    usage,
    warnings: [],
  }
  return {
    manifest: 1,
    ytdub: '1.2.3',
    job: 'job_0123456789ab',
    status: 'complete',
    created: '2026-01-02T03:04:05.000Z',
    finished: '2026-01-02T03:05:05.000Z',
    source: { file, sha256: 'b'.repeat(64), bytes: 6, duration: 3725, language: 'en', speakers: 1, video: false },
    background: null,
    engine: { name: 'offline', transcriber: provider, translator: provider, synthesizer: provider },
    languages: [{ ...whole, ...part }],
    artifacts: [],
  }
}

/** What came out beside it: one line, said and heard. */
export function dubbedOf(text: string, { duration = 4, start = 0 } = {}): Dubbed {
  const line = { id: 1, start, end: start + 1, speaker: 0, source: text, translated: text, text }
  const placement = { start: start + 0.75, rate: 1.25, seconds: 1 }
  const { sync, loudness } = manifestOf().languages[0]!
  return {
    transcript: { language: 'en', lines: [{ ...line }] },
    duration,
    video: false,
    backgroundDuration: null,
    artifacts: [],
    waveform: null,
    dubs: [
      {
        language: 'es',
        lines: 1,
        warnings: [],
        status: 'complete',
        artifacts: [],
        spoken: [{ line, placement }],
        sync: sync!,
        loudness: loudness!,
        waveform: { seconds: 4, peaks: '' },
      },
    ],
  }
}
