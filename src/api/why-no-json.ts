/** Why a body cannot be read as JSON; none of what stands in it is told. */
export function whyNoJson(body: string): string {
  if (body.trim() === '') return 'It is empty: send a JSON object.'
  try {
    JSON.parse(body)
  } catch (error) {
    const { message } = error as SyntaxError
    if (message.includes('end of JSON')) return 'It is no JSON: it ends too early.'
    const place = /\(line \d+ column \d+\)$/.exec(message)?.[0]
    if (place !== undefined) return `It is no JSON ${place}.`
  }
  return 'It is no JSON.'
}
