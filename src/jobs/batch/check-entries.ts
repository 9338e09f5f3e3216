import { Failure } from '../../failure.ts'
import { planRequest } from '../plan-request.ts'
import { readGlossary } from '../read-glossary.ts'
import type { Shop } from '../shop.ts'
import type { DubWish } from '../submit.ts'
import type { BatchEntry } from './item.ts'
import { refuseDoubles } from './refuse-doubles.ts'
import { refuseRows, type WrongRow } from './refuse-rows.ts'

/**
 * Finds out what cannot be done of a batch before any of it is paid for: two files that would be delivered to one folder,
 * and languages, voices or glossaries that will not do. Recordings are not read: one that cannot be dubbed stops no other.
 * @throws {Failure} `usage` for a folder that is wanted twice, else what is wrong; it names the rows where there is a list.
 */
export async function checkEntries(entries: readonly BatchEntry[], shop: Shop): Promise<void> {
  refuseDoubles(entries)
  const wrong: WrongRow[] = []
  const told = new Map<string, Failure | null>()
  for (const { wish, place } of entries) {
    // A thousand files with the same flags are one question.
    const { file: _file, out: _out, background: _background, ...asked } = wish
    const key = JSON.stringify(asked)
    const known = told.get(key)
    const refusal = known === undefined ? await refusalOf(wish, shop) : known
    told.set(key, refusal)
    if (refusal === null) continue
    if (place === undefined) throw refusal
    wrong.push({ place, failure: refusal })
  }
  refuseRows(wrong)
}

/** @throws {Failure} what is wrong with no row, but with this machine or its keys. */
async function refusalOf(wish: DubWish, shop: Shop): Promise<Failure | null> {
  try {
    if (wish.languages.length === 0) throw nowhere()
    await planRequest({ ...wish, glossary: wish.glossary === undefined ? [] : await readGlossary(wish.glossary) }, shop)
    return null
  } catch (error) {
    const failure = Failure.from(error)
    if (failure.code !== 'input' && failure.code !== 'usage') throw failure
    return failure
  }
}

function nowhere(): Failure {
  return new Failure('usage', 'Into which language?', {
    hint: 'Name it with --lang, e.g. ytdub batch talks --lang es,fr, or in a column "languages" of the list.',
  })
}
