/**
 * How ffmpeg writes AAC: the codec, then its options. Intensity stereo, noise substitution and noise shaping buy bits with
 * fidelity; at 192 kb/s there are bits enough, and what is heard lies nearer to what was mixed without them (docs/sound.md).
 */
export const AAC = ['aac', '-b', '192k', '-aac_is', '0', '-aac_pns', '0', '-aac_tns', '0'] as const
