import type { Context } from '../command.ts'
import { printable } from './styled.ts'
import { paceFigures, paceWords, type Transfer, type TransferProgress, transferProgress } from './transfer-progress.ts'

/** How far the upload of a file is. */
type UploadPace = Transfer & { readonly name: string }

/** Tells how an upload goes on. */
export async function uploadProgress(
  context: Pick<Context, 'streams' | 'manner'>,
): Promise<TransferProgress<UploadPace>> {
  return transferProgress(
    {
      of: ({ name }) => name,
      // `Uploading talk.mp3: 45 % of 120.0 MB, 2.1 MB/s, 31 s left`
      line: (pace) => `Uploading ${printable(pace.name)}: ${paceWords(pace)}`,
      event: (pace) => ({ event: 'upload-progress', file: pace.name, ...paceFigures(pace) }),
    },
    context,
  )
}
