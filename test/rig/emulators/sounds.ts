/** Samples as a WAV file. */
export function wavFile(samples: Int16Array, sampleRate: number): Buffer {
  return Buffer.concat([
    wavHeader(sampleRate, samples.byteLength),
    Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength),
  ])
}

/** The header of a WAV (mono, 16 bits) with so many bytes of sound. */
export function wavHeader(sampleRate: number, bytes: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(Math.min(bytes + 36, 0x7fff_ffff), 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate * 2, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(bytes, 40)
  return header
}
