import type { Program } from './program.ts'
import { type Skyline, skylineOf } from './skyline.ts'

/**
 * The envelope of the matrix that `assemble` fills. Variables stand line after line, so that neighbours are near the
 * diagonal; a rule or a speaker's line farther back lengthens only its own row.
 */
export function envelopeOf({ starts, before, later, earlier }: Program): Skyline {
  const first = Int32Array.from({ length: 2 * starts.length }, (_, variable) => variable - (variable % 2))
  for (let index = 0; index < starts.length; index += 1) {
    if (before[index]! >= 0) first[2 * index + 1] = 2 * before[index]! + 1
  }
  for (let row = 0; row < later.length; row += 1) {
    if (later[row]! < 0 || earlier[row]! < 0) continue
    first[2 * later[row]!] = Math.min(first[2 * later[row]!]!, 2 * earlier[row]!)
  }
  return skylineOf(first)
}

/** The cost's second derivatives, and each row and bound times itself by its weight. */
export function assemble(program: Program, weight: Float64Array, { base, values }: Skyline): void {
  values.fill(0)
  addCosts(program, base, values)
  const { later, earlier, share, low } = program
  for (let row = 0; row < later.length; row += 1) {
    const own = weight[row]!
    const part = share[row]! * own
    const after = 2 * later[row]!
    const start = 2 * earlier[row]!
    if (after >= 0) values[base[after]! + after]! += own
    if (start < 0) continue
    values[base[start]! + start]! += own
    values[base[start + 1]! + start]! += part
    values[base[start + 1]! + start + 1]! += share[row]! * part
    if (after < 0) continue
    values[base[after]! + start]! -= own
    values[base[after]! + start + 1]! -= part
  }
  for (let index = 0; index < low.length; index += 1) {
    const bounds = later.length + 2 * index
    const stretch = 2 * index + 1
    values[base[stretch]! + stretch]! += weight[bounds]! + weight[bounds + 1]!
  }
}

function addCosts(program: Program, base: Int32Array, values: Float64Array): void {
  const { lengths, startCost, endCost, rateCost, jumpCost, before } = program
  for (let index = 0; index < lengths.length; index += 1) {
    const start = 2 * index
    const stretch = start + 1
    const end = endCost[index]!
    const length = lengths[index]!
    values[base[start]! + start]! += startCost + end
    values[base[stretch]! + start]! += end * length
    values[base[stretch]! + stretch]! += end * length * length + rateCost
    if (before[index]! < 0) continue
    const previous = 2 * before[index]! + 1
    values[base[stretch]! + stretch]! += jumpCost
    values[base[previous]! + previous]! += jumpCost
    values[base[stretch]! + previous]! -= jumpCost
  }
}
