import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { review } from '../../commands/review.ts'
import { openReviewed } from '../review/open-reviewed.ts'
import { commandContext } from '../rig/command-context.ts'

/** `ytdub review` in this process; `said` is what it writes, `linked` is kept when that has its link. */
function begin(home: string, name: string, options: Readonly<Record<string, unknown>> = {}) {
  const linked = Promise.withResolvers<string>()
  const said: string[] = []
  const writes = { out: (text: string) => linked.resolve(text), err: (text: string) => void said.push(text) }
  const context = commandContext(home, writes, { json: options['json'] === true })
  const ended = review.run([name], options, context)
  return { ended, said, linked: () => Promise.race([linked.promise, ended.then(String)]) }
}

test('prints a link that opens the page, and ends with Ctrl-C', async () => {
  await using reviewed = await openReviewed()
  const { ended, said, linked } = begin(reviewed.home.at('home'), reviewed.wish.file)
  const [, link = ''] = /^Review of talk\.mp3: (http:\S+)\n$/.exec(await linked()) ?? []
  const entered = await fetch(link)
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? ''
  const state = await fetch(new URL('/api/state', link), { headers: { cookie } })
  expect(await state.json()).toMatchObject({ source: { name: 'talk.mp3' }, languages: [{ language: 'es' }] })
  expect(said.join('')).toBe(
    'Open the link in your browser; it works once. Edits are saved at once. Ctrl-C ends the review.\n',
  )
  process.emit('SIGINT')
  expect(await ended).toBe(0)
  await expect(fetch(link)).rejects.toThrow('fetch failed')
})

test('tells a script the job and the link, and is found by the job’s id', async () => {
  await using reviewed = await openReviewed({ until: 'translate' })
  const { ended, linked } = begin(reviewed.home.at('home'), reviewed.job.id, { json: true })
  expect(JSON.parse(await linked())).toEqual({
    event: 'reviewing',
    job: reviewed.job.id,
    url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:/),
  })
  process.emit('SIGTERM')
  expect(await ended).toBe(0)
})

test('says here, and not in a page, that there is nothing to review', async () => {
  await using reviewed = await openReviewed()
  const home = reviewed.home.at('home')
  await expect(begin(home, 'nothing.mp3').ended).rejects.toThrow('has not been dubbed or translated here yet')
  await rm(join(reviewed.folder, 'es', 'script.json'))
  await expect(begin(home, reviewed.job.id).ended).rejects.toThrow(`Job ${reviewed.job.id} has no script to review yet`)
})
