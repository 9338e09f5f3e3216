/** A filter that plays mono from two loudspeakers: left to itself, ffmpeg does so 3 dB softer. */
export const ON_BOTH = 'pan=stereo|c0=c0|c1=c0'
