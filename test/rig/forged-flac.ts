/** The bytes of a FLAC file, of no more than 2³² samples, that says it lasts `samples`: https://www.rfc-editor.org/rfc/rfc9639#section-8.2 */
export function forgedFlac(flac: Buffer, samples: number): Buffer {
  const forged = Buffer.from(flac)
  forged.writeUInt32BE(samples, 22) // Behind `fLaC`, the header of the first block, and 14 bytes of it.
  return forged
}
