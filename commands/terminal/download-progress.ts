import type { Context } from '../command.ts'
import { paceFigures, paceWords, type Transfer, type TransferProgress, transferProgress } from './transfer-progress.ts'

/** How far the files of a job are that are fetched. */
type DownloadPace = Transfer & { readonly files: number; readonly totalFiles: number }

/** Tells how a download goes on. */
export async function downloadProgress(
  context: Pick<Context, 'streams' | 'manner'>,
): Promise<TransferProgress<DownloadPace>> {
  return transferProgress(
    {
      of: () => '',
      // `Downloading: 3 of 12 files, 45 % of 120.0 MB, 2.1 MB/s, 31 s left`
      line: (pace) => `Downloading: ${pace.files} of ${pace.totalFiles} files, ${paceWords(pace)}`,
      event: (pace) => ({
        event: 'download-progress',
        files: pace.files,
        total_files: pace.totalFiles,
        ...paceFigures(pace),
      }),
    },
    context,
  )
}
