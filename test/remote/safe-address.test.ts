import { expect, test } from 'vitest'
import { safeAddress } from '../../src/remote/safe-address.ts'

const named = { variable: 'YTDUB_API_URL', setting: 'apiUrl' }

test.each([
  'https://api.example.com',
  'http://127.0.0.1:8000',
  'http://127.1.2.3',
  'http://localhost:8000',
  'http://api.localhost',
  'http://[::1]:8000',
])('tokens are sent to %s', (address) => {
  expect(safeAddress(`${address}//`, named)).toBe(address)
})

test.each([
  'http://api.example.com',
  'http://127.0.0.1.example.com',
  'http://10.0.0.1',
  'http://localhost.example.com',
])('but not to %s, unless a person says so', (address) => {
  const refused = { code: 'config', message: expect.stringContaining('YTDUB_API_URL'), hint: expect.any(String) }
  expect(() => safeAddress(address, named)).toThrow(expect.objectContaining(refused))
  expect(safeAddress(`${address}/`, named, true)).toBe(address)
})
