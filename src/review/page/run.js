import { ask } from './ask.js'
import { element, find } from './element.js'

const STAGES = {
  queued: 'waiting',
  stt: 'listening',
  translating: 'translating',
  dubbing: 'speaking',
  mixing: 'mixing',
  exporting: 'writing the files',
  complete: 'done',
}

/** Has what changed worked out, and shows how it goes. `flush()` saves first and says whether all is saved; `ended(trouble)` is told when it is over. */
export function runs({ flush, ended, lost }) {
  const button = find('.apply')
  const progress = find('.progress')
  let isRunning = false
  const begin = async () => {
    button.disabled = true
    if (!(await flush())) {
      button.disabled = false
      return
    }
    await ask('POST', '/api/apply').catch(({ message }) => ended({ message, hint: null }))
  }
  const show = ({ event, tasks = [], trouble }) => {
    progress.hidden = event !== 'running'
    if (event === 'running') {
      isRunning = true
      button.disabled = true
      return showTasks(progress, tasks)
    }
    if (isRunning) ended(trouble)
    isRunning = false
  }
  button.addEventListener('click', begin)
  const source = new EventSource('/api/events')
  source.addEventListener('message', ({ data }) => show(JSON.parse(data)))
  source.addEventListener('error', () => {
    source.close()
    lost()
  })
  return { begin, isRunning: () => isRunning }
}

function showTasks(progress, tasks) {
  const [bar, words] = [find('progress', progress), find('span', progress)]
  const share = tasks.reduce((sum, task) => sum + task.progress, 0) / (tasks.length || 1)
  bar.value = share
  const told = tasks.map(({ language, stage, message }) => `${language}: ${message || STAGES[stage] || stage}`)
  words.replaceChildren(...told.map((text) => element('span', {}, text)))
}
