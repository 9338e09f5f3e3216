/** Pixels for a second at most. */
const CLOSEST = 400

/** Which part of `duration` seconds is in view of `scroll`, in which `room` is as wide as the whole. */
export function viewport({ scroll, room }, duration, onChange) {
  let zoom = 1 // Against what fits the width.

  const fitting = () => scroll.clientWidth / duration
  const scale = () => fitting() * zoom
  const bounded = (wanted) => Math.min(Math.max(1, wanted), Math.max(1, CLOSEST / fitting()))
  const xOf = (seconds) => seconds * scale() - scroll.scrollLeft
  const resize = () => {
    zoom = bounded(zoom)
    room.style.width = zoom === 1 ? '100%' : `${duration * scale()}px`
    onChange()
  }
  scroll.addEventListener('scroll', onChange, { passive: true })
  new ResizeObserver(resize).observe(scroll)
  return {
    /** Its first second, pixels for a second, and its width in pixels. */
    now: () => ({ from: scroll.scrollLeft / scale(), scale: scale(), width: scroll.clientWidth }),
    xOf,
    secondAt: (x) => (scroll.scrollLeft + x) / scale(),
    resize,
    /** Nearer or farther; what is `x` pixels from the left stays there. */
    zoomBy(factor, x) {
      const second = (scroll.scrollLeft + x) / scale()
      zoom = bounded(zoom * factor)
      resize()
      scroll.scrollLeft = second * scale() - x
    },
    /** Turns the page where a second is out of view. */
    turnTo(second) {
      const x = xOf(second)
      if (x < 0 || x > scroll.clientWidth * 0.95) scroll.scrollLeft += x - scroll.clientWidth * 0.1
    },
  }
}
