let loaded: typeof import('openai') | undefined

/** OpenAI's SDK, loaded when somebody needs it first: it takes a fifth of a second, which `--engine offline` need not wait for. */
export async function openaiSdk(): Promise<typeof import('openai')> {
  loaded ??= await import('openai')
  return loaded
}

/** The SDK, if anybody has needed it; else no error can be one of its own. */
export function openaiSdkIfLoaded(): typeof import('openai') | undefined {
  return loaded
}
