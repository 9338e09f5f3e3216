/** A sine of so many Hz and seconds; `phase` in turns. */
export function tone(hertz: number, seconds: number, { rate = 48_000, amplitude = 1, phase = 0 } = {}): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * rate) }, (_, index) => {
    return amplitude * Math.sin(2 * Math.PI * ((hertz * index) / rate + phase))
  })
}

/** White noise between −amplitude and amplitude, always the same for the same seed. */
export function noise(length: number, { seed = 1, amplitude = 1 } = {}): Float32Array {
  let state = seed >>> 0
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return amplitude * (state / 2 ** 31 - 1)
  })
}

/** The same samples on both channels, or a second one on the right, interleaved. */
export function stereo(left: Float32Array, right: Float32Array = left): Float32Array {
  const both = new Float32Array(left.length * 2)
  for (let frame = 0; frame < left.length; frame++) {
    both[2 * frame] = left[frame]!
    both[2 * frame + 1] = right[frame]!
  }
  return both
}

export function joined(...parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export function silence(length: number): Float32Array {
  return new Float32Array(length)
}

export function decibels(amplitude: number): number {
  return 20 * Math.log10(amplitude)
}

export function amplitude(level: number): number {
  return 10 ** (level / 20)
}

/** Root of the mean square. */
export function rms(samples: Float32Array): number {
  return Math.sqrt(energy(samples) / samples.length)
}

export function energy(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum
}

/** The largest step from one sample to the next, the step in from silence and out to it included. */
export function largestJump(samples: Float32Array): number {
  let largest = Math.abs(samples[0] ?? 0)
  for (let index = 1; index <= samples.length; index++) {
    largest = Math.max(largest, Math.abs((samples[index] ?? 0) - samples[index - 1]!))
  }
  return largest
}

/** Amplitude and phase (turns) of one frequency in samples, by correlation under a Hann window. */
export function partial(samples: Float32Array, hertz: number, rate = 48_000) {
  let cosine = 0
  let sine = 0
  for (let index = 0; index < samples.length; index++) {
    const weight = 1 - Math.cos((2 * Math.PI * (index + 0.5)) / samples.length)
    const angle = (2 * Math.PI * hertz * index) / rate
    cosine += weight * samples[index]! * Math.cos(angle)
    sine += weight * samples[index]! * Math.sin(angle)
  }
  return {
    amplitude: (2 * Math.hypot(cosine, sine)) / samples.length,
    phase: Math.atan2(cosine, sine) / (2 * Math.PI),
  }
}

/** Hands samples over in pieces whose sizes go round. */
export function* pieces(samples: Float32Array, sizes: readonly number[]): Generator<Float32Array> {
  for (let at = 0, turn = 0; at < samples.length; turn++) {
    const size = sizes[turn % sizes.length]!
    yield samples.subarray(at, at + size)
    at += size
  }
}

/**
 * The pitch (Hz) around a place, between 60 and 400 Hz, by normalised autocorrelation over 30 ms with the peak interpolated
 * by a parabola; undefined where the sound is not voiced.
 */
export function pitchAt(samples: Float32Array, middle: number, rate: number): number | undefined {
  const window = Math.round(0.03 * rate)
  const at = middle - window
  if (at < 0 || at + 2 * window >= samples.length) return undefined
  const shortest = Math.floor(rate / 400)
  const longest = Math.min(window, Math.ceil(rate / 60))
  const likeness: number[] = []
  for (let lag = shortest - 1; lag <= longest + 1; lag++) {
    let product = 0
    let power = 0
    let laterPower = 0
    for (let index = at; index < at + window; index++) {
      const sample = samples[index]!
      const later = samples[index + lag]!
      product += sample * later
      power += sample * sample
      laterPower += later * later
    }
    likeness.push(product / Math.sqrt(power * laterPower + 1e-12))
  }
  const most = Math.max(...likeness)
  if (most < 0.7) return undefined
  // The first peak nearly as high as the highest: later ones are multiples of the period.
  const peak = likeness.findIndex((value, index) => {
    return value > most * 0.95 && value >= (likeness[index - 1] ?? 2) && value >= (likeness[index + 1] ?? 2)
  })
  if (peak < 0) return undefined
  const before = likeness[peak - 1]!
  const after = likeness[peak + 1]!
  const shift = (before - after) / (2 * (before - 2 * likeness[peak]! + after))
  return rate / (shortest - 1 + peak + (Number.isFinite(shift) ? shift : 0))
}
