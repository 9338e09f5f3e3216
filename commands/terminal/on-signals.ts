export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP'

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP']

/** Listens to Ctrl-C, SIGTERM, and the launcher's end, which counts as a SIGTERM, until disposed of. */
export function onSignals(listener: (signal: StopSignal) => void): Disposable {
  const orphaned = () => listener('SIGTERM')
  for (const signal of SIGNALS) process.on(signal, listener)
  process.on('disconnect', orphaned)
  if (process.connected === false) orphaned() // The launcher was killed before this was listening.
  return {
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, listener)
      process.off('disconnect', orphaned)
    },
  }
}
