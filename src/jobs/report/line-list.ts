import type { SpokenLine } from '../../dub/dubbed.ts'
import { clock, escapeHtml } from './html.ts'
import { paceOf } from './pace.ts'

type Told = {
  readonly from: string
  readonly language: string
  /** The fastest a line may be played. */
  readonly bound: number
}

/** A line that starts so many seconds from where it is said is marked. */
const LATE = 0.5

/** Every line of a dub: when it is said, what in both languages, how far it was moved and how fast it is. */
export function lineList(spoken: readonly SpokenLine[], told: Told): string {
  const several = new Set(spoken.map(({ line }) => line.speaker)).size > 1
  const head = ['Line', 'From', 'Source', 'Dub', 'Moved', 'Rate'].map((name) => `<span>${name}</span>`).join('')
  const rows = spoken.map((each) => row(each, several, told)).join('\n')
  return `<div class="line head" aria-hidden="true">${head}</div>\n<ol class="lines">\n${rows}\n</ol>`
}

function row({ line, placement }: SpokenLine, several: boolean, { from, language, bound }: Told): string {
  const { id, speaker } = line
  const moved = placement.start - line.start
  const late = Math.abs(moved) > LATE ? ' late' : ''
  const who = several ? `<b>Speaker ${speaker + 1}</b> ` : ''
  const start = clock(line.start)
  return `<li class="line" id="${lineId(language, id)}"><span class="n">${id}</span>
<button class="from" aria-label="Play line ${id} from ${start}">${start}</button>
<p class="said" lang="${escapeHtml(from)}" dir="auto">${who}<span>${escapeHtml(line.source)}</span></p>
<p class="dubbed" lang="${escapeHtml(language)}" dir="auto">${escapeHtml(line.text)}</p>
<span class="moved${late}">${signed(moved)} s</span><span class="rate ${paceOf(placement.rate, bound)}">${placement.rate.toFixed(2)}×</span></li>`
}

/** What a line is called in the page. */
export function lineId(language: string, id: number): string {
  return escapeHtml(`${language}-${id}`)
}

function signed(seconds: number): string {
  const shown = seconds.toFixed(2)
  return seconds < 0 && Number(shown) !== 0 ? `−${shown.slice(1)}` : `+${shown.replace('-', '')}`
}
