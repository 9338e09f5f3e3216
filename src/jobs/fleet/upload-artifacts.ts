import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileDigest } from '../../digest.ts'
import type { JOB_FILE_TYPES, ManifestArtifact, ManifestLanguage } from '../../dub/manifest.ts'
import type { NewServiceArtifact, ServiceJob } from '../../ports/service.ts'
import type { FleetParts } from './parts.ts'

type From = { readonly folder: string; readonly signal: AbortSignal }

/**
 * Puts a language's files where they can be downloaded.
 * @returns what is to be written down as the language ends: not before, or who takes it over would publish it anew.
 */
export async function uploadLanguage(
  job: ServiceJob,
  { language, artifacts }: ManifestLanguage,
  from: From,
  parts: FleetParts,
): Promise<readonly NewServiceArtifact[]> {
  const files = artifacts.map(({ type, path, bytes, mime, sha256 }) => ({
    language,
    type,
    file: path,
    bytes,
    mime,
    checksum: sha256,
  }))
  return upload(
    job,
    files,
    artifacts.map(({ path }) => join(from.folder, path)),
    { ...from, parts },
  )
}

/** The same for the files of all languages: those that stand in the folder itself. The manifest, which names the others, comes last. */
export async function uploadShared(
  job: ServiceJob,
  known: readonly ManifestArtifact[],
  from: From,
  parts: FleetParts,
): Promise<readonly NewServiceArtifact[]> {
  const entries = await readdir(from.folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  names.sort((a, b) => Number(a === MANIFEST) - Number(b === MANIFEST) || (a < b ? -1 : 1))
  const files: Omit<NewServiceArtifact, 'path'>[] = []
  for (const name of names) {
    const path = join(from.folder, name)
    const listed = known.find((artifact) => artifact.path === name)
    const { size: bytes } = await stat(path)
    const mime = listed?.mime ?? MIME[extname(name)] ?? 'application/octet-stream'
    const checksum = listed?.sha256 ?? (await fileDigest(path))
    const type = listed?.type ?? typeOf(name)
    files.push({ language: null, type, file: name, bytes, mime, checksum })
  }
  return upload(
    job,
    files,
    names.map((name) => join(from.folder, name)),
    { ...from, parts },
  )
}

async function upload(
  job: ServiceJob,
  files: readonly Omit<NewServiceArtifact, 'path'>[],
  paths: readonly string[],
  { signal, parts }: From & { readonly parts: FleetParts },
): Promise<readonly NewServiceArtifact[]> {
  const keys = keysOf(job, files)
  const rows = files.map((file, index) => ({ ...file, path: keys[index] ?? '' }))
  for (const [index, { path, mime }] of rows.entries()) {
    const file = paths[index]
    if (file !== undefined) await parts.objects.upload(path, file, { type: mime, signal })
  }
  signal.throwIfAborted()
  return rows
}

/**
 * The keys of files' objects, in the files' order: ids, ytdub's own words and a piece of the digest, and nothing of the name
 * that a person's file has. The same bytes have the same key in every try, and others another: whoever comes late, or is
 * ended half-way, puts nothing in the place of what is published. Under which name a file is downloaded stands beside its key.
 */
export function keysOf(
  { owner, id }: Pick<ServiceJob, 'owner' | 'id'>,
  files: readonly Pick<NewServiceArtifact, 'language' | 'type' | 'file' | 'checksum'>[],
): string[] {
  const counts = new Map<string, number>()
  return files.map(({ language, type, file, checksum }) => {
    const folder = language === null ? '' : `${language}/`
    const ending = /\.[a-z0-9]{1,5}$/.exec(file)?.[0] ?? ''
    const name = `${folder}${type}${ending}`
    const count = (counts.get(name) ?? 0) + 1
    counts.set(name, count)
    const own = `${type}${count === 1 ? '' : `-${count}`}-${checksum.slice(0, 12)}`
    return `artifacts/${owner}/${id}/${folder}${own}${ending}`
  })
}

const MANIFEST = 'manifest.json'
const MIME: { readonly [ending: string]: string } = {
  '.json': 'application/json',
  '.html': 'text/html',
  '.srt': 'application/x-subrip',
  '.vtt': 'text/vtt',
  '.md': 'text/markdown',
}

function typeOf(name: string): (typeof JOB_FILE_TYPES)[number] {
  if (name === MANIFEST) return 'manifest'
  if (name === 'report.html') return 'report'
  if (name === 'transcript.json') return 'transcript'
  return extname(name) === '.srt' ? 'source_srt' : extname(name) === '.vtt' ? 'source_vtt' : 'other'
}
