/** A server-sent event. */
export type ServerEvent = {
  readonly id: string | undefined
  readonly type: string
  readonly data: string
}

/**
 * The events of a stream, as many at a time as have come (WHATWG HTML, 9.2.6). A list without any means that the server
 * shows that it is alive.
 */
export async function* eventsIn(body: AsyncIterable<Uint8Array>): AsyncGenerator<readonly ServerEvent[]> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true })
    // A carriage return at the very end may be half of a line break.
    const text = rest.replace(/\r\n|\r(?!$)/g, '\n')
    const blocks = text.split('\n\n')
    rest = blocks.pop() ?? ''
    yield blocks.flatMap(eventOf)
  }
}

function eventOf(block: string): ServerEvent[] {
  let id: string | undefined
  let type = 'message'
  const data: string[] = []
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/.exec(line) ?? []
    if (field === 'id') id = value
    if (field === 'event') type = value
    if (field === 'data') data.push(value)
  }
  return id === undefined && data.length === 0 ? [] : [{ id, type, data: data.join('\n') }]
}
