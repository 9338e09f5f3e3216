import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventsIn } from '../../src/remote/event-stream.ts'

async function read(pieces: readonly Uint8Array[]) {
  const all = await Array.fromAsync(
    eventsIn(
      (async function* () {
        yield* pieces
      })(),
    ),
  )
  return all.flat()
}

const TEXT =
  ': begin\n\nid: 1\nevent: a\ndata: {"x":\ndata: "é"}\n\nid:2\r\ndata:two\r\n\r\n: still here\n\ndata: without id\n\nid: 3\n'
const EVENTS = [
  { id: '1', type: 'a', data: '{"x":\n"é"}' },
  { id: '2', type: 'message', data: 'two' },
  { id: undefined, type: 'message', data: 'without id' },
]

test('events are read however their bytes come; one that is not whole is none', async () => {
  const bytes = new TextEncoder().encode(TEXT)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length)), async (cuts) => {
      const at = [0, ...cuts.toSorted((one, other) => one - other), bytes.length]
      const pieces = at.slice(1).map((end, index) => bytes.subarray(at[index], end))
      expect(await read(pieces)).toEqual(EVENTS)
    }),
  )
})
