import type { Room } from './room.ts'
import type { Rules } from './rules.ts'
import type { Played } from './settle.ts'

/** A rate within this of 1 cannot be heard: the clip is left as it is, which also spares the stretching. */
export const UNHEARD = 0.03

/** Gives clips whose rate nobody would hear their natural length (s), wherever that leaves all others as they are. */
export function leaveAlone(played: Played, natural: Float64Array, rules: Rules, room: Room): Played {
  const { first, later, apart } = rules
  const lengths = played.lengths.map((length, index) => {
    const own = natural[index]!
    const isUnheard = Math.abs(own - length) <= UNHEARD * length
    if (!isUnheard || own < room.least[index]! || own > room.most[index]!) return length
    if (own <= length) return own
    const start = played.starts[index]!
    if (start + own > room.endBy[index]!) return length
    for (let rule = first[index]!; rule < first[index + 1]!; rule += 1) {
      const silence = Math.min(apart[rule]!, room.gap)
      if (start + own + silence > played.starts[later[rule]!]!) return length
    }
    return own
  })
  return { starts: played.starts, lengths }
}
