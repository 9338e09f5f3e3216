import { expect, test } from 'vitest'
import { networkOf } from '../../src/api/network-of.ts'

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:0DB8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['203.0.113.7:49152', '203.0.113.7'],
  ['[::ffff:203.0.113.7]:49152', '203.0.113.7'],
  ['[2001:db8:1:2:3::4]:49152', '2001:db8:1:2'],
  ['[2001:db8:1:2:3::4]', '2001:db8:1:2'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['unknown', 'unknown'],
  ['unknown:49152', 'unknown'],
  ['', ''],
])('%s is limited as %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
