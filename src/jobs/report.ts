import type { Dubbed, LanguageDub, SpokenLine } from '../dub/dubbed.ts'
import { nameOf } from '../dub/language.ts'
import type { Manifest, ManifestLanguage } from '../dub/manifest.ts'
import { timelineSvg } from './timeline-svg.ts'

/** `report.html`: how each dub fits, line by line, as one page that needs nothing but the files beside it. */
export function report(manifest: Manifest, { dubs, duration, transcript }: Dubbed): string {
  const { source, engine, languages } = manifest
  const sections = languages.map((language, index) => section(language, dubs[index], duration))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(source.file)}, dubbed</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escapeHtml(source.file)}</h1>
<p>${escapeHtml(nameOf(source.language))}, ${clock(duration)}, ${transcript.lines.length} lines.
Engine: ${escapeHtml(engine.name)} (${[engine.transcriber, engine.translator, engine.synthesizer].map(({ id }) => escapeHtml(id)).join(', ')}).
${engine.name === 'offline' ? '<strong>Draft quality.</strong>' : ''} Job ${escapeHtml(manifest.job)}.</p>
${sections.join('\n')}
</body>
</html>
`
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --line: #8884; --soft: #888; --late: #c60; }
body { max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere } h2 { margin-top: 2.5rem; font-size: 1.2rem }
audio { width: 100%; margin: .5rem 0 }
svg { width: 100%; height: auto; display: block; margin: .5rem 0 }
dl { display: flex; flex-wrap: wrap; gap: .25rem 2rem; margin: .5rem 0 } dt { color: var(--soft); font-size: .8rem } dd { margin: 0 }
table { border-collapse: collapse; width: 100%; font-size: .9rem } th, td { text-align: start; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line) }
td.n { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap } .late { color: var(--late) }
`

function section(manifest: ManifestLanguage, dub: LanguageDub | undefined, duration: number): string {
  const title = `<h2>${escapeHtml(nameOf(manifest.language))} (${escapeHtml(manifest.language)})</h2>`
  const warnings = manifest.warnings.map((text) => `<p class="late">${escapeHtml(text)}</p>`).join('\n')
  if (dub?.status !== 'complete')
    return `${title}\n<p class="late">${escapeHtml(manifest.error ?? 'Failed.')}</p>\n${warnings}`
  const mix = manifest.artifacts.find(({ type }) => type === 'full_mix')
  const player = mix ? `<audio controls preload="metadata" src="${escapeHtml(urlOf(mix.path))}"></audio>` : ''
  return [title, figures(manifest), warnings, player, timelineSvg(dub.spoken, duration), lines(dub, manifest)].join(
    '\n',
  )
}

function figures({ sync, loudness, usage }: ManifestLanguage): string {
  const shown = [
    ['Start error, mean / max', sync && `${sync.start_error.mean.toFixed(2)} / ${sync.start_error.max.toFixed(2)} s`],
    ['Fastest line', sync && `${sync.rate.max.toFixed(2)} ×`],
    ['Overlap', sync && `${sync.overlap.toFixed(2)} s`],
    ['Lost', sync && `${sync.lost.toFixed(2)} s`],
    ['Loudness', loudness?.integrated_lufs == null ? '–' : `${loudness.integrated_lufs.toFixed(1)} LUFS`],
    ['True peak', loudness?.true_peak_dbtp == null ? '–' : `${loudness.true_peak_dbtp.toFixed(1)} dBTP`],
    ['Calls in this run', `${usage.calls.made} made, ${usage.calls.recalled} kept`],
    ['Cost of this run', `$${usage.usd.toFixed(2)}`],
  ]
  return `<dl>${shown.map(([name, value]) => `<div><dt>${name}</dt><dd>${value ?? '–'}</dd></div>`).join('')}</dl>`
}

function lines({ spoken }: Extract<LanguageDub, { status: 'complete' }>, { language }: ManifestLanguage): string {
  const head = '<tr><th>#</th><th>Time</th><th>Source</th><th>Dub</th><th>Shift</th><th>Rate</th></tr>'
  const rows = spoken.map((each) => row(each, language))
  return `<table><thead>${head}</thead><tbody>${rows.join('\n')}</tbody></table>`
}

function row({ line, placement }: SpokenLine, language: string): string {
  const shift = placement.start - line.start
  const late = Math.abs(shift) > 0.5 ? ' late' : ''
  const fast = placement.rate > 1.2 ? ' late' : ''
  return `<tr><td class="n">${line.id}</td><td class="n">${clock(line.start)}</td><td>${escapeHtml(line.source)}</td>
<td lang="${escapeHtml(language)}" dir="auto">${escapeHtml(line.text)}</td><td class="n${late}">${shift.toFixed(2)} s</td><td class="n${fast}">${placement.rate.toFixed(2)} ×</td></tr>`
}

function urlOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

function clock(seconds: number): string {
  const tenths = Math.round(seconds * 10) // Rounded first: 59.97 s is 1:00.0, not 0:60.0.
  const minutes = Math.floor(tenths / 600)
  return `${minutes}:${((tenths % 600) / 10).toFixed(1).padStart(4, '0')}`
}
