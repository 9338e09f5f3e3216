import { ask } from './ask.js'

/** Milliseconds after the last key until words are saved by themselves. */
const QUIET = 600

/**
 * Saves what is changed, a line's changes one after the other. `told(text, isTrouble)` hears how it stands, `saved(row,
 * state)` what a line is now.
 */
export function saver({ told, saved }) {
  const waiting = new Map()
  const chains = new Map()
  let under = 0

  const say = (trouble) => {
    if (trouble) told(trouble, true)
    else told(under > 0 || waiting.size > 0 ? 'Saving…' : 'All edits are saved.', false)
  }
  /** In turn for each line: an earlier wording must not arrive after a later one. */
  const inTurn = (row, work) => {
    under += 1
    say()
    const done = (chains.get(row) ?? Promise.resolve()).then(work).then(
      (state) => {
        under -= 1
        if (state) saved(row, state)
        say()
      },
      (error) => {
        under -= 1
        say(`Not saved: ${error.message}`)
      },
    )
    chains.set(row, done)
    return done
  }
  const change = (row, json, keepalive = false) =>
    inTurn(row, () => ask('PATCH', `/api/${row.language}/lines/${row.line.id}`, { json, keepalive }))
  const flush = async (keepalive = false) => {
    for (const [row, timer] of waiting) {
      clearTimeout(timer)
      void change(row, { text: row.words() }, keepalive)
    }
    waiting.clear()
    await Promise.all(chains.values())
  }
  addEventListener('pagehide', () => void flush(true))
  return {
    /** Words that are still being typed. */
    typed(row) {
      clearTimeout(waiting.get(row))
      const save = () => {
        waiting.delete(row)
        void change(row, { text: row.words() })
      }
      waiting.set(row, setTimeout(save, QUIET))
      say()
    },
    change,
    inTurn,
    /** Kept when everything that was typed is on the disk, or is told not to be. */
    flush,
    isWaiting: (row) => waiting.has(row),
  }
}
