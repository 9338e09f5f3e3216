import { writeFileSync } from 'node:fs'

/** `node --import cloud-peak.ts …` with PEAK_FILE: leaves the process's own peak memory there, in megabytes. */
process.on('exit', () => {
  writeFileSync(process.env['PEAK_FILE'] ?? '', String(process.resourceUsage().maxRSS / 1024))
})
