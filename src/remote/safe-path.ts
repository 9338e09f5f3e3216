import { join } from 'node:path'
import { Failure } from '../failure.ts'

/**
 * Where a file that the service names stands in a folder.
 * @throws {Failure} `vendor`, where it would stand anywhere else: the service does not decide that.
 */
export function safePath(folder: string, file: string): string {
  const parts = file.split('/')
  const leads = parts.some((part) => part === '' || part === '.' || part === '..')
  // Backslashes and colons lead elsewhere on Windows; control characters belong in no name.
  if (!leads && !/[\\:\p{Cc}]/u.test(file)) return join(folder, ...parts)
  throw new Failure('vendor', `The service names a file that leads out of its folder: ${JSON.stringify(file)}.`, {
    hint: 'Nothing was written there. Tell whoever runs the service.',
  })
}
