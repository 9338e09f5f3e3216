/** What the page was made with. Seconds throughout; of a waveform the peaks are 0 … 1, its own highest being 1. */
export function readDub() {
  return dubOf(JSON.parse(document.getElementById('dub').textContent))
}

/** The same, of what was read. */
export function dubOf(data) {
  const languages = data.languages.map(({ language, complete, waveform, lines }) => ({
    language,
    complete,
    waveform: readWaveform(waveform),
    lines: lines.map((line) => readLine(line, language, data.paces)),
  }))
  return { duration: data.duration, source: readWaveform(data.source), languages }
}

/** A line that was not spoken has no `clip`. */
function readLine([id, start, end, speaker, at, seconds, rate, pace], language, paces) {
  const said = { id, speaker, start, end, row: `${language}-${id}` }
  return at === undefined ? said : { ...said, clip: { start: at, end: at + seconds, rate, pace: paces[pace] } }
}

export function readWaveform(waveform) {
  if (waveform === null) return null
  const bytes = Uint8Array.from(atob(waveform.peaks), (letter) => letter.charCodeAt(0))
  const highest = bytes.reduce((most, byte) => Math.max(most, byte), 1)
  return { seconds: waveform.seconds, peaks: Float32Array.from(bytes, (byte) => byte / highest) }
}

/** When a line is heard: as it was said, or, on the dub's side, as it was spoken. */
export function spanOf(line, side) {
  return side === 'dub' && line.clip ? line.clip : line
}

/** The words of a line, from the list, where they are once. */
export function wordsOf(line) {
  const row = document.getElementById(line.row)
  const text = (name) => {
    const at = row?.querySelector(name)
    return at?.value ?? at?.textContent ?? ''
  }
  return { said: text('.said > span'), dubbed: text('.dubbed') }
}

/** `0:59.9`, `1:00:00.0` */
export function clock(seconds) {
  const tenths = Math.round(seconds * 10)
  const minutes = Math.floor(tenths / 600)
  const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, '0')
  if (minutes < 60) return `${minutes}:${rest}`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`
}
