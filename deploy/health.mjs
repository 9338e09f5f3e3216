// What the image's HEALTHCHECK runs: exits 0 while the API of this machine says that it is well. `node health.mjs [port]`
const port = process.argv[2] ?? '8000'
try {
  const { ok } = await fetch(`http://127.0.0.1:${port}/health`, { signal: AbortSignal.timeout(4000) })
  process.exitCode = ok ? 0 : 1
} catch {
  process.exitCode = 1
}
