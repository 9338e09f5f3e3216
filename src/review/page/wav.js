/** Samples, −1 … 1, as a mono WAV file of 16 bits. */
export function wavOf(samples, rate) {
  const bytes = new DataView(new ArrayBuffer(44 + samples.length * 2))
  const text = (at, letters) => {
    for (const [index, letter] of [...letters].entries()) bytes.setUint8(at + index, letter.charCodeAt(0))
  }
  text(0, 'RIFF')
  bytes.setUint32(4, 36 + samples.length * 2, true)
  text(8, 'WAVEfmt ')
  bytes.setUint32(16, 16, true)
  bytes.setUint16(20, 1, true)
  bytes.setUint16(22, 1, true)
  bytes.setUint32(24, rate, true)
  bytes.setUint32(28, rate * 2, true)
  bytes.setUint16(32, 2, true)
  bytes.setUint16(34, 16, true)
  text(36, 'data')
  bytes.setUint32(40, samples.length * 2, true)
  for (const [index, sample] of samples.entries()) {
    bytes.setInt16(44 + index * 2, Math.max(-1, Math.min(1, sample)) * 32767, true)
  }
  return new Blob([bytes], { type: 'audio/wav' })
}
