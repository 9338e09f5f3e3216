import { expect, test } from 'vitest'
import { networkFindings } from '../../src/setup/network-findings.ts'

const NONE = { https: undefined, http: undefined, exempt: undefined }

async function found(
  addresses: Readonly<Record<string, string | undefined>>,
  proxies: Partial<Record<keyof typeof NONE, string>> = {},
) {
  const findings = await networkFindings({ proxies: { ...NONE, ...proxies }, certificates: undefined, addresses })
  return Object.fromEntries(findings.map((finding) => [finding.name, finding]))
}

test('nothing set is nothing wrong', async () => {
  const all = await found({ OPENAI_BASE_URL: undefined })
  expect(Object.values(all).map(({ name, status, detail }) => [name, status, detail])).toEqual([
    ['Base URLs', 'works', 'the vendors’ own'],
    ['Proxy', 'works', 'none'],
  ])
})

test.each([
  ['https://me:secret@api.example/v1', 'works'],
  ['http://127.0.0.1:8000', 'works'],
  ['http://localhost:11434/v1', 'works'],
  ['http://[::1]:8000', 'works'],
  ['http://192.168.1.5:8000', 'works'],
  ['http://gpu.local:8000', 'works'],
  ['http://api.example/v1', 'fails'],
  ['http://172.32.0.1', 'fails'],
  ['http://localhost.evil.example', 'fails'],
  ['http://10.evil.example', 'fails'],
])('keys to %s: %s', async (url, status) => {
  const { 'Base URLs': finding } = await found({ YTDUB_LLM_BASE_URL: url })
  expect(finding).toMatchObject({ status, detail: expect.stringContaining('YTDUB_LLM_BASE_URL http') })
  expect(finding?.detail).not.toContain('secret')
})

test.each([
  ['http://localhost:1', undefined, 'fails'],
  ['http://localhost:1', 'example.org', 'fails'],
  ['http://localhost:1', 'localhost,127.0.0.1', 'works'],
  ['http://127.0.0.1:1', 'localhost 127.0.0.1', 'works'],
  ['http://127.0.0.1:1', '*', 'works'],
  ['https://api.example', undefined, 'works'],
])('behind a proxy %s, with NO_PROXY=%s: %s', async (url, exempt, status) => {
  const proxies = { http: 'http://me:secret@proxy:3128', ...(exempt && { exempt }) }
  const { Proxy: finding } = await found({ YTDUB_TTS_BASE_URL: url }, proxies)
  expect(finding).toMatchObject({ status, detail: expect.stringContaining('HTTP_PROXY http://me:…@proxy:3128') })
  expect(finding?.hint ?? 'NO_PROXY=localhost').toContain('NO_PROXY=localhost')
})
