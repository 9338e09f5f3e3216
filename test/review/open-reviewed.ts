import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Script, scriptSchema } from '../../src/dub/script.ts'
import { workOn } from '../../src/jobs/work-on.ts'
import { openReview } from '../../src/review/review.ts'
import { openShop } from '../jobs/open-shop.ts'

/** A dub of four lines into Spanish under review: real stores, fakes for the rest. `until` stops it for review first. */
export async function openReviewed({ until }: { readonly until?: 'translate' } = {}) {
  const opened = await openShop()
  const { shop, control, folder } = opened
  const job = await opened.submit()
  await workOn(job, shop, { ...control, limits: { ...control.limits, until } })
  const review = openReview(job, shop, control)
  const path = join(folder, 'es', 'script.json')
  return {
    ...opened,
    job,
    review,
    script: async (): Promise<Script> => scriptSchema.parse(JSON.parse(await readFile(path, 'utf8'))),
    write: (name: string, text: string) => writeFile(join(folder, 'es', name), text),
    read: (name: string) => readFile(join(folder, 'es', name), 'utf8'),
    /** Works out what has changed. @returns why that failed. */
    apply: async () => {
      const ended = Promise.withResolvers<string | null>()
      expectTrue(review.apply())
      const unfollow = review.follow((event) => {
        if (event.event === 'ended') ended.resolve(event.trouble?.message ?? null)
      })
      const trouble = await ended.promise
      unfollow()
      return trouble
    },
  }
}

function expectTrue(begun: boolean): void {
  if (!begun) throw new Error('A run was under way already.')
}
