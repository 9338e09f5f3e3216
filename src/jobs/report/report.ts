import type { Dubbed } from '../../dub/dubbed.ts'
import { nameOf } from '../../dub/language.ts'
import type { Manifest } from '../../dub/manifest.ts'
import type { Job } from '../../ports/jobs.ts'
import { clock, countOf, escapeHtml } from './html.ts'
import { inlined } from './inline.ts'
import { panel } from './panel.ts'
import { timelineData } from './timeline-data.ts'
import { timelineParts } from './timeline-parts.ts'
import { tracks } from './tracks.ts'

/** Where the dub came from and went to, and what was asked. */
type Reported = Pick<Job, 'folder' | 'source' | 'request'>

/**
 * `report.html`: how each dub fits, as one page that needs nothing but the files beside it and the source where it lies.
 * Without a script it can be read and played; with it there is a timeline, and original and dub are compared.
 */
export async function report(manifest: Manifest, dubbed: Dubbed, job: Reported): Promise<string> {
  const { style, script, policy } = await inlined()
  const bound = job.request.maxRate
  const from = manifest.source.language
  const panels = manifest.languages.map((each, index) =>
    panel({ manifest: each, dub: dubbed.dubs[index], from, bound }),
  )
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>${escapeHtml(manifest.source.file)}, dubbed</title>
<style>${style}</style>
</head>
<body>
<main>
${head(manifest, dubbed)}
${tabs(manifest)}
${tracks(manifest, job)}
${timelineParts(bound)}
${KEYS}
${panels.join('\n')}
</main>
<footer>${foot(manifest)}</footer>
<script type="application/json" id="dub">${timelineData(dubbed, bound)}</script>
<script type="module">${script}</script>
</body>
</html>
`
}

function head({ source, engine, languages }: Manifest, { duration, transcript }: Dubbed): string {
  const into = languages.map(({ language }) => nameOf(language)).join(', ')
  const about = [
    `${nameOf(source.language)} to ${into}`,
    clock(duration),
    countOf(transcript.lines.length, 'line'),
    countOf(source.speakers, 'speaker'),
    `${engine.name} engine: ${[engine.transcriber, engine.translator, engine.synthesizer].map(({ id }) => id).join(', ')}`,
  ]
  const draft =
    engine.name === 'offline'
      ? '<p class="note"><strong>Draft quality.</strong> The offline engine is for trying out and for tests.</p>'
      : ''
  const items = about.map((text) => `<li>${escapeHtml(text)}</li>`).join('')
  return `<header><h1>${escapeHtml(source.file)}</h1><ul class="about">${items}</ul>${draft}</header>`
}

/** Without a script they are links to the languages' parts. */
function tabs({ languages }: Manifest): string {
  if (languages.length < 2) return ''
  const links = languages.map(({ language, status }) => {
    const failed = status === 'error' ? ' <span class="late">failed</span>' : ''
    const tag = escapeHtml(language)
    return `<a href="#panel-${tag}" data-tab="${tag}">${escapeHtml(nameOf(language))}${failed}</a>`
  })
  return `<nav class="tabs" aria-label="Languages">${links.join('')}</nav>`
}

const KEYS = `<p class="keys" hidden><kbd>Space</kbd> plays and pauses · <kbd>←</kbd> <kbd>→</kbd> line by line · <kbd>O</kbd> original or dub · <kbd>+</kbd> <kbd>−</kbd> zoom</p>
<noscript><p class="note">The timeline needs JavaScript. Everything else is here without it.</p></noscript>`

function foot({ ytdub, job, finished }: Manifest): string {
  const when = `<time datetime="${escapeHtml(finished)}">${escapeHtml(finished.slice(0, 16).replace('T', ' '))} UTC</time>`
  return `<p>ytdub ${escapeHtml(ytdub)}, ${when}, ${escapeHtml(job)}. All figures: <a href="manifest.json">manifest.json</a></p>`
}
