/**
 * Gives the memory of samples back at once, for those who made them and alone know them; they are empty afterwards. The
 * collector sees only the few bytes of the array itself and would let megabytes of sound pile up behind them.
 */
export function free({ buffer }: Float32Array | Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0)
}
