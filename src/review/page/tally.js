import { find } from './element.js'

/** Says how many lines of a language are approved, and what there is to apply. */
export function showTally(state, name, isRunning) {
  const language = state.languages.find((each) => each.language === name) ?? state.languages[0]
  const approved = language.lines.filter((line) => line.approved).length
  const changed = state.languages.reduce((sum, each) => sum + each.changed.length, 0)
  find('.tally').textContent = `${approved} of ${language.lines.length} lines approved`
  find('.approve-all').textContent = approved === language.lines.length ? 'Approve none' : 'Approve all'
  const isWhole = state.job.status === 'complete' && state.languages.every(({ sound, trouble }) => sound && !trouble)
  const button = find('.apply')
  button.textContent = labelOf(state, changed, isWhole)
  button.disabled = isRunning || (changed === 0 && isWhole)
}

function labelOf({ languages, job }, changed, isWhole) {
  if (changed > 0) return `Apply ${changed} ${changed === 1 ? 'change' : 'changes'}`
  if (isWhole) return 'Nothing to apply'
  if (languages.every(({ sound }) => sound === null)) return 'Speak'
  return job.status === 'pending' ? 'Go on' : 'Try again' // What was stopped waits; what failed does not.
}
