import type { DubRequest } from '../../src/dub/request.ts'

const by = { id: 'fake', model: 'm1' }

/** A request to the fake providers, for a source that need not be there. */
export function dubRequest(part: Partial<DubRequest> = {}): DubRequest {
  return {
    source: { digest: '0'.repeat(64), type: 'application/octet-stream', size: 1, name: 'talk.mp3' },
    background: null,
    from: 'en',
    languages: ['es'],
    engine: 'offline',
    transcriber: by,
    translator: by,
    synthesizers: { es: by, fr: by, 'en-GB': by },
    voices: {},
    cast: { es: ['es', 'es-2'], fr: ['fr', 'fr-2'], 'en-GB': ['en-GB'] },
    glossary: [],
    register: null,
    context: null,
    format: 'wav',
    maxRate: 1.25,
    strict: false,
    sync: 'natural',
    keepOriginal: null,
    keepOriginalTrack: false,
    multitrack: false,
    burnCaptions: false,
    youtube: false,
    take: 1,
    edits: {},
    ...part,
  }
}
