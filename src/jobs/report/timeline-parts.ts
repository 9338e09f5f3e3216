import { escapeHtml } from './html.ts'
import { legendOf } from './pace.ts'

/**
 * The timeline, its colours and the player's controls, empty and out of sight until a script fills them.
 * @param bound the fastest that a line may be played.
 */
export function timelineParts(bound: number): string {
  const legend = legendOf(bound).map(([pace, text]) => `<li><span class="rate ${pace}"></span>${escapeHtml(text)}</li>`)
  return `<section class="live" aria-label="Timeline and player" hidden>
<div class="timeline">
<div class="scroll" tabindex="0" role="slider" aria-label="Timeline" aria-valuemin="0" aria-valuemax="0" aria-valuenow="0">
<div class="room"><canvas></canvas><div class="playhead"></div></div>
</div>
<div class="tip" hidden></div>
</div>
<ul class="legend" aria-label="Colours: how fast a line is played">${legend.join('')}</ul>
</section>
<div class="transport" role="group" aria-label="Player" hidden>
<button class="play" aria-label="Play">▶</button>
<span class="time"><output class="now">0:00.0</output> <span class="whole"></span></span>
<fieldset class="side"><legend>Listen to</legend>
<label><input type="radio" name="side" value="original"><span>Original</span></label>
<label><input type="radio" name="side" value="dub" checked><span>Dub</span></label>
</fieldset>
<span class="zoom"><button value="out" aria-label="Zoom out">−</button><button value="fit">Fit</button><button value="in" aria-label="Zoom in">+</button></span>
<label class="follow"><input type="checkbox"> Follow</label>
<p class="missing late" role="status"></p>
</div>`
}
