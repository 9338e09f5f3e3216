import { expect, test } from 'vitest'
import { jobOptions } from '../../../src/api/job-options.ts'
import { readEdits } from '../../../src/jobs/edits.ts'
import { layScripts } from '../../../src/jobs/fleet/lay-scripts.ts'
import { temporaryFolder } from '../../rig/home.ts'
import { dubRequest } from '../../rig/requests.ts'

test('edits that are sent to the service are found again where they are laid, whatever a person wants of a line', async () => {
  await using folder = await temporaryFolder()
  const sent = {
    es: {
      1: { source: 'one', text: 'uno' },
      2: { source: 'two', voice: 'nestor' },
      3: { source: 'three', take: 2 },
      4: { source: 'four', approved: true },
      5: { source: 'five', text: 'cinco', voice: 'celeste', take: 3, approved: true },
    },
  }
  const { edits } = jobOptions.parse({ edits: sent })
  expect(edits).toEqual(sent)
  await layScripts(dubRequest({ edits }), folder.path)
  expect(await readEdits(folder.path, ['es', 'fr'])).toEqual(sent)
})

test('an edit that says nothing of its line is refused', () => {
  expect(jobOptions.safeParse({ edits: { es: { 1: { source: 'one' } } } }).success).toBe(false)
})
