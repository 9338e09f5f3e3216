/** Whether a job or a language task has come to its end, good or bad. */
export function hasEnded({ status }: { readonly status: string }): boolean {
  return status === 'complete' || status === 'error'
}
