type Model = { readonly id: string; readonly task: string }

/** Servers that have models of several trades say which is for what, in the words of Hugging Face. */
const TASKS = { stt: 'automatic-speech-recognition', llm: 'text-generation', tts: 'text-to-speech' } as const

/** Names by which a model does something else. */
const OTHERS = {
  stt: /embed|rerank|tts|kokoro|piper/i,
  llm: /embed|rerank|whisper|parakeet|tts|kokoro|piper|stable-diffusion/i,
  tts: /embed|rerank|whisper|parakeet/i,
} as const

/** OpenAI's own names, which servers take for their model beside its real one. */
const ALIASES = new Set(['tts-1', 'tts-1-hd', 'gpt-4o-mini-tts', 'whisper-1'])

/** Those of a server's models that are for a trade; all of them where that leaves none. */
export function fitFor(trade: keyof typeof TASKS, models: readonly Model[]): readonly string[] {
  const told = models.filter(({ task }) => task === TASKS[trade])
  const named = models.filter(({ id, task }) => task === '' && !OTHERS[trade].test(withoutAlias(id)))
  const fit = told.length > 0 ? told : named.length > 0 ? named : models
  const real = fit.filter(({ id }) => !ALIASES.has(id))
  return (real.length > 0 ? real : fit.slice(0, 1)).map(({ id }) => id)
}

function withoutAlias(id: string): string {
  return ALIASES.has(id) ? '' : id
}
