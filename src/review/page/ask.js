/** Asks the server. @throws {DOMException} with what a person should know as its message. */
export async function ask(method, path, { json, body, keepalive = false } = {}) {
  const headers = json === undefined ? {} : { 'content-type': 'application/json' }
  const options = { method, headers, body: json === undefined ? body : JSON.stringify(json), keepalive }
  const response = await fetch(path, options).catch(() => {
    throw new DOMException('ytdub review does not answer. Has it ended? Run it again: nothing that was saved is lost.')
  })
  const told = await response.text()
  if (response.ok) return told === '' ? null : JSON.parse(told)
  throw new DOMException(messageIn(told) ?? (told.trim() || `It was refused (${response.status}).`))
}

function messageIn(told) {
  try {
    const { message, hint } = JSON.parse(told)
    return [message, hint].filter(Boolean).join(' ')
  } catch {
    return undefined // A plain text.
  }
}
