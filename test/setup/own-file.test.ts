import { symlink } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { changeOwnFile } from '../../src/setup/own-file.ts'
import { temporaryFolder } from '../rig/home.ts'

test('a file that cannot be written is named, and is no bug', async () => {
  await using home = await temporaryFolder()
  await symlink('nowhere/at all', home.at('ytdub')) // Where nobody can make a folder, whoever they are.
  const path = home.at('ytdub/config.json')
  await expect(changeOwnFile(path, { languages: ['es'] })).rejects.toMatchObject({
    code: 'config',
    message: `"${path}" cannot be written.`,
    hint: expect.stringContaining('permissions'),
  })
})
