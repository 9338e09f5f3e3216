/** Media that no source could be found for (HTMLMediaElement.NETWORK_NO_SOURCE). */
const NO_SOURCE = 3

/**
 * Plays one of the tracks at a time, all of which share one clock. `tell()` is called whenever there is something to
 * show anew, `onMissing(id)` where a track is gone or cannot be played.
 */
export function player(tell, onMissing) {
  const tracks = new Map()
  const missing = new Set()
  let current = 'original'
  let position = 0
  let frame = 0

  const media = () => tracks.get(current)?.media
  const now = () => (media()?.readyState > 0 ? media().currentTime : position)
  const follow = () => {
    position = now()
    tell()
    frame = media()?.paused === false ? requestAnimationFrame(follow) : 0
  }
  const miss = (id) => {
    if (missing.has(id)) return
    missing.add(id)
    onMissing(id)
    tell()
  }
  const start = () => {
    const id = current
    media()
      ?.play()
      .catch(({ name }) => name === 'NotSupportedError' && miss(id))
  }
  const toggle = () => (media()?.paused === false ? media().pause() : start())
  const seek = (seconds) => {
    position = seconds
    if (media()) media().currentTime = seconds
    tell()
  }
  for (const figure of document.querySelectorAll('[data-track]')) {
    const id = figure.dataset.track
    const onChange = () => id === current && frame === 0 && follow()
    const found = { onThere: () => missing.delete(id), onMissing: () => miss(id) }
    tracks.set(id, { figure, media: watched(figure, { onChange, onClick: toggle, ...found }) })
  }
  return {
    now,
    toggle,
    seek,
    has: (id) => tracks.has(id) && !missing.has(id),
    playing: () => media()?.paused === false,
    playFrom(seconds) {
      seek(seconds)
      if (media()?.paused !== false) start()
    },
    /** Another track, at the same time; what plays goes on playing. */
    choose(id) {
      for (const [each, { figure }] of tracks) figure.classList.toggle('on', each === id)
      if (id === current) return tell()
      const [before, wasPlaying] = [now(), media()?.paused === false]
      media()?.pause()
      current = id
      seek(before)
      if (wasPlaying) start()
    },
  }
}

/** A track's player, without controls of its own. */
function watched(figure, { onChange, onClick, onThere, onMissing }) {
  const media = figure.querySelector('audio, video')
  media.controls = false
  for (const name of ['play', 'pause', 'seeked', 'ended', 'timeupdate', 'loadedmetadata']) {
    media.addEventListener(name, onChange)
  }
  media.addEventListener('click', onClick)
  media.addEventListener('loadedmetadata', onThere)
  media.querySelector('source:last-of-type').addEventListener('error', onMissing)
  // Found out before this script was there; told once all of it is.
  if (media.networkState === NO_SOURCE) queueMicrotask(onMissing)
  return media
}
