import type { Trade } from './emulated.ts'

/** Counts requests under way, of each trade and of all, and the most there ever were. */
export function underWay() {
  const all = { now: 0, most: 0 }
  const trades = {
    stt: { now: 0, most: 0 },
    llm: { now: 0, most: 0 },
    tts: { now: 0, most: 0 },
    models: { now: 0, most: 0 },
  }
  return {
    /** @returns how many of the trade are under way now, this one included. */
    begin(trade: Trade): number {
      for (const count of [all, trades[trade]]) count.most = Math.max(count.most, ++count.now)
      return trades[trade].now
    },
    end(trade: Trade): void {
      for (const count of [all, trades[trade]]) count.now--
    },
    busiest: (trade?: Trade) => (trade === undefined ? all : trades[trade]).most,
  }
}
