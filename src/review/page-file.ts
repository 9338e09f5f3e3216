import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The page's parts: its own, and those that it shares with the report. Their addresses are their places below `src`. */
const FOLDERS = ['review/page', 'jobs/report/page']
const TYPES: { readonly [ending: string]: string } = { css: 'text/css', js: 'text/javascript' }

/** A part of the page, by its address without the first slash; undefined where there is no such part. */
export async function pageFile(address: string): Promise<Response | undefined> {
  const [, folder = '', name = '', ending = ''] = /^(.+)\/([a-z-]+\.(css|js))$/.exec(address) ?? []
  const type = TYPES[ending]
  if (type === undefined || !FOLDERS.includes(folder)) return undefined
  const text = await readFile(join(import.meta.dirname, '..', folder, name), 'utf8').catch(() => undefined)
  return text === undefined ? undefined : new Response(text, { headers: { 'content-type': `${type}; charset=utf-8` } })
}
