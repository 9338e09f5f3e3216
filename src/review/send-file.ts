import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname } from 'node:path'
import { Readable } from 'node:stream'

/**
 * A file as a response, or the part of it that a `Range` header asks for, as players do; 404 where there is none. It is
 * sent as sound or a film, so that a browser takes it for nothing else.
 */
export async function sendFile(path: string | undefined, range: string | undefined): Promise<Response> {
  const found = path === undefined ? undefined : await stat(path).catch(() => undefined)
  if (path === undefined || !found?.isFile()) return new Response('There is no such file.', { status: 404 })
  const { size } = found
  const headers = { 'accept-ranges': 'bytes', 'content-type': TYPES[extname(path).toLowerCase()] ?? 'audio/mpeg' }
  const part = range === undefined ? { from: 0, to: size - 1 } : partOf(range, size)
  if (!part) return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  const { from, to } = part
  const length = { 'content-length': String(to - from + 1) }
  const body = size === 0 ? null : (Readable.toWeb(createReadStream(path, { start: from, end: to })) as ReadableStream)
  if (range === undefined) return new Response(body, { headers: { ...headers, ...length } })
  const told = { 'content-range': `bytes ${from}-${to}/${size}` }
  return new Response(body, { status: 206, headers: { ...headers, ...length, ...told } })
}

const TYPES: { readonly [ending: string]: string } = {
  '.aac': 'audio/aac',
  '.flac': 'audio/flac',
  '.m4a': 'audio/mp4',
  '.mkv': 'video/x-matroska',
  '.mov': 'video/quicktime',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.oga': 'audio/ogg',
  '.ogg': 'audio/ogg',
  '.opus': 'audio/ogg',
  '.wav': 'audio/wav',
  '.webm': 'video/webm',
}

/** One range of bytes, both ends included (RFC 9110, 14.1.2); undefined where there are no such bytes. */
function partOf(range: string, size: number): { readonly from: number; readonly to: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range.trim()) ?? []
  if (first === '' && last === '') return undefined
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return from <= to ? { from, to } : undefined
}
