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
  /** What could not be saved, by row: it goes again with the row's next change, and with the next `flush`. */
  const failed = new Map()
  let under = 0

  const say = () => {
    const [trouble] = failed.values()
    if (under > 0 || waiting.size > 0) told('Saving…', false)
    else if (trouble) told(notSaved(trouble), true)
    else told('All edits are saved.', false)
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
        told(notSaved(error), true)
      },
    )
    chains.set(row, done)
    return done
  }
  const change = (row, json, keepalive = false) => inTurn(row, () => changed(row, json, { failed, keepalive }))
  const flush = async (keepalive = false) => {
    for (const [row, timer] of waiting) {
      clearTimeout(timer)
      void change(row, { text: row.words() }, keepalive)
    }
    for (const row of failed.keys()) if (!waiting.has(row)) void change(row, {}, keepalive)
    waiting.clear()
    await Promise.all(chains.values())
    return failed.size === 0
  }
  addEventListener('pagehide', () => void flush(true))
  return {
    /** Words that are still being typed. */
    typed(row) {
      clearTimeout(waiting.get(row))
      const save = () => waiting.delete(row) && change(row, { text: row.words() })
      waiting.set(row, setTimeout(save, QUIET))
      say()
    },
    change,
    inTurn,
    /** Has everything saved that is not yet. @returns whether it is. */
    flush,
    isWaiting: (row) => waiting.has(row),
  }
}

/** What is said of a line goes to the server, with what was said before and did not get there. @returns what the line is now. */
async function changed(row, json, { failed, keepalive }) {
  const all = { ...failed.get(row)?.json, ...json }
  try {
    const state = await ask('PATCH', `/api/${row.language}/lines/${row.line.id}`, { json: all, keepalive })
    failed.delete(row)
    return state
  } catch (error) {
    failed.set(row, { json: all, message: error.message })
    throw error
  }
}

function notSaved({ message }) {
  return `Not saved: ${message}`
}
