/** A second-order filter: y = b0·x + b1·x₁ + b2·x₂ − a1·y₁ − a2·y₂. */
export type Biquad = {
  readonly b0: number
  readonly b1: number
  readonly b2: number
  readonly a1: number
  readonly a2: number
}

/**
 * The two filters of K-weighting at any sample rate: a shelf for the head, then a high-pass.
 *
 * ITU-R BS.1770-4, annex 1, tables 1 and 2, gives their coefficients for 48 kHz alone. The frequencies, gain and qualities
 * here are those from which the bilinear transform makes just these coefficients (B. De Man, "Evaluation of
 * Implementations of the EBU R128 Loudness Measurement", AES 145, 2018).
 */
export function kWeighting(sampleRate: number): { readonly shelf: Biquad; readonly highPass: Biquad } {
  return { shelf: shelf(sampleRate), highPass: highPass(sampleRate) }
}

function shelf(sampleRate: number): Biquad {
  const quality = 0.7071752369554196
  const warped = Math.tan((Math.PI * 1681.974450955533) / sampleRate)
  const square = warped * warped
  const high = 10 ** (3.999843853973347 / 20)
  const band = high ** 0.4996667741545416
  const a0 = 1 + warped / quality + square
  return {
    b0: (high + (band * warped) / quality + square) / a0,
    b1: (2 * (square - high)) / a0,
    b2: (high - (band * warped) / quality + square) / a0,
    a1: (2 * (square - 1)) / a0,
    a2: (1 - warped / quality + square) / a0,
  }
}

/** Its numerator is 1, −2, 1 at every rate, as in table 2, not divided by a0. */
function highPass(sampleRate: number): Biquad {
  const quality = 0.5003270373238773
  const warped = Math.tan((Math.PI * 38.13547087602444) / sampleRate)
  const square = warped * warped
  const a0 = 1 + warped / quality + square
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (square - 1)) / a0, a2: (1 - warped / quality + square) / a0 }
}
