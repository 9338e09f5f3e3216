import type { Dubbed } from '../dub/dubbed.ts'
import type { Manifest } from '../dub/manifest.ts'

/** placeholder until written below */
export function report(manifest: Manifest, _dubbed: Dubbed): string {
  return `<!doctype html><title>${manifest.job}</title>`
}
