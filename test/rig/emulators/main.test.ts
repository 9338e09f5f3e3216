import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text as textFrom } from 'node:stream/consumers'
import { parseEnv } from 'node:util'
import { createClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'

const run = (...args: readonly string[]) => spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args])

test('a person gets two vendors with what to export, and a line for each call without what was said', async () => {
  const child = run('--fault', '503', '--share', '1')
  try {
    const log = textFrom(child.stderr)
    const lines: string[] = []
    for await (const line of createInterface(child.stdout)) if (lines.push(line) && line.startsWith('npx')) break
    const { DEEPGRAM_API_KEY: key, DEEPGRAM_BASE_URL: url, ...openai } = parseEnv(lines.join('\n'))
    expect(Object.keys(openai).toSorted()).toEqual(['NODE_EXTRA_CA_CERTS', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'])
    const headers = { authorization: `Token ${key}`, 'content-type': 'application/json' }
    const answer = await fetch(`${url}/v1/speak?tag=secret`, { method: 'POST', headers, body: '{"text":"secret"}' })
    expect(answer.status).toBe(503)
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(await log).toMatch(
      /^deepgram POST \/v1\/speak 503 \d+ ms \$0\.000000 \(in all \$0\.000000\) {2}\(status\)\nbilled: \$0\.000000\n$/,
    )
  } finally {
    child.kill('SIGKILL')
  }
})

test('with --supabase there is a project to sign in to, and its log has no tokens', async () => {
  const child = run('--supabase')
  try {
    const log = textFrom(child.stderr)
    const lines: string[] = []
    for await (const line of createInterface(child.stdout)) if (lines.push(line) && line.startsWith('npx')) break
    const said = parseEnv(lines.join('\n'))
    const { auth } = createClient(said['SUPABASE_URL']!, said['SUPABASE_PUBLISHABLE_KEY']!)
    const email = 'you@example.com'
    expect((await auth.signInWithPassword({ email, password: 'emulated' })).data.user).toMatchObject({ email })
    expect((await auth.signInWithOtp({ email })).error).toBeNull()
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
    expect(await log).toMatch(
      /^supabase POST \/auth\/v1\/token 200 \d+ ms \d+ B\nsupabase e-mail to you@example.com: the code is \d{6}\nsupabase POST \/auth\/v1\/otp 200 /,
    )
  } finally {
    child.kill('SIGKILL')
  }
})

test('--help names every flag', async () => {
  const child = run('--help')
  const [said, [code]] = await Promise.all([textFrom(child.stdout), once(child, 'exit')])
  expect(code).toBe(0)
  for (const flag of ['--fault', '--share', '--latency', '--supabase']) expect(said).toContain(`  ${flag} `)
})

test('what cannot be understood is explained', async () => {
  const child = run('--fault', 'weather')
  const [said, [code]] = await Promise.all([textFrom(child.stderr), once(child, 'exit')])
  expect([code, said]).toEqual([2, expect.stringContaining('hang-after-headers')])
  expect(said).toContain('There is no fault "weather".')
})

test('an option that there is none of is named', async () => {
  const child = run('--supabse')
  const [said, [code]] = await Promise.all([textFrom(child.stderr), once(child, 'exit')])
  expect([code, said]).toEqual([2, expect.stringContaining("'--supabse'")])
})
