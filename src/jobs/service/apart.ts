/** How far the durations of voice and background may be apart, as a part of the voice's. */
const APART = 0.02

type Lasting = { readonly duration: number }

/** Whether a background is not as long as the voice that it is to be mixed with. */
export function apart(voice: Lasting, background: Lasting): boolean {
  return Math.abs(voice.duration - background.duration) > APART * voice.duration
}
