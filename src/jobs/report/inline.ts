import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The page's script, part by part, each before those that take from it. */
const SCRIPTS = ['data', 'draw', 'hit', 'tip', 'viewport', 'timeline', 'player', 'lines', 'main']
const STYLES = ['base', 'player', 'panel']

type Inlined = { readonly style: string; readonly script: string; readonly policy: string }

/**
 * The page's own style and script, and the policy under which nothing else runs, and nothing but media is loaded:
 * whatever somebody said, it cannot become a part of the page that does something.
 */
export async function inlined(): Promise<Inlined> {
  const styles = await Promise.all(STYLES.map((name) => part(`${name}.css`)))
  const scripts = await Promise.all(SCRIPTS.map((name) => part(`${name}.js`)))
  const style = styles.join('')
  const script = `\n${scripts.map(asOneScript).join('\n')}`
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(script)}`,
    "media-src 'self' file:",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return { style, script, policy }
}

/** With the line ends that a browser hashes. */
async function part(name: string): Promise<string> {
  return (await readFile(join(import.meta.dirname, 'page', name), 'utf8')).replaceAll('\r\n', '\n')
}

/** A module's text beside the others', where what it takes from them is already there. */
function asOneScript(text: string): string {
  return text.replace(/^import .* from '.*'\n/gm, '').replace(/^export /gm, '')
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
