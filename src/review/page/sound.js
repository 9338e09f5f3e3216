import { player } from '../../jobs/report/page/player.js'
import { find } from './element.js'

/** Seconds; players round times. */
const HAIR = 0.01

/** Plays whole tracks from anywhere, or one stretch of them. `tell(seconds)` hears whenever there is something to show. */
export function sound({ tell, missing }) {
  let until = Infinity
  const own = new Audio()
  const tracks = player(() => {
    if (tracks.playing() && tracks.now() >= until - HAIR) {
      until = Infinity
      tracks.toggle()
    }
    tell()
  }, missing)
  const quiet = () => {
    own.pause()
    if (tracks.playing()) tracks.toggle()
  }
  return {
    ...tracks,
    quiet,
    seek(seconds) {
      until = Infinity
      tracks.seek(seconds)
    },
    toggle() {
      own.pause()
      until = Infinity
      tracks.toggle()
    },
    /** One stretch, and no more. */
    playStretch({ start, end }) {
      own.pause()
      until = end
      tracks.playFrom(start)
    },
    /** A sound by itself, e.g. somebody's recording. */
    playAlone(address) {
      quiet()
      own.src = address
      own.play().catch(({ message }) => {
        find('.missing').textContent = `The recording cannot be played in this browser (${message}).`
      })
    },
  }
}
