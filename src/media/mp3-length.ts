import { open } from 'node:fs/promises'

/**
 * Writes into an MP3 file how many samples of its end are padding. ffmpeg writes what the last frame says of itself,
 * which is too little, by up to 46 samples, where the padding begins in the frame before. Where to find what: the LAME
 * tag (http://gabriel.mp3-tech.org/mp3infotag.html).
 */
export async function setMp3Length(path: string, samples: number): Promise<void> {
  await using file = await open(path, 'r+')
  const head = Buffer.alloc(4096)
  await file.read(head, 0, head.length, 0)
  const info = Math.max(head.indexOf('Info'), head.indexOf('Xing'))
  // MPEG-1 in stereo, as 48 kHz always is here: the tag stands 36 bytes after the start of its frame.
  const frame = info - 36
  if (frame < 0 || head.readUInt16BE(frame) >> 4 !== 0xfff) return
  const padding = head.readUInt32BE(info + 8) * FRAME - DELAY - samples
  const packed = head.readUIntBE(info + 141, 3)
  if (packed >> 12 !== DELAY || padding < 0 || padding > 0xfff) return
  head.writeUIntBE((DELAY << 12) | padding, info + 141, 3)
  head.writeUInt16BE(crc16(head.subarray(frame, frame + 190)), frame + 190)
  await file.write(head, frame, 192, frame)
}

/** Samples in a frame. */
const FRAME = 1152

/** Samples that LAME puts before the first one. */
const DELAY = 576

/** CRC-16 with the reversed polynomial 0xa001, starting at 0. */
function crc16(bytes: Uint8Array): number {
  let sum = 0
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >> 1) ^ 0xa001 : sum >> 1
  }
  return sum
}
