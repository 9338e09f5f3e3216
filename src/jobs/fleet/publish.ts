import { readdir, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileDigest } from '../../digest.ts'
import type { ManifestArtifact, ManifestLanguage } from '../../dub/manifest.ts'
import type { NewServiceArtifact, ServiceJob } from '../../ports/service.ts'
import type { FleetParts } from './parts.ts'

type From = { readonly folder: string; readonly signal: AbortSignal }

/** Puts a language's files where they can be downloaded, and writes them down once all are there. */
export async function publishLanguage(
  job: ServiceJob,
  { language, artifacts }: ManifestLanguage,
  from: From,
  parts: FleetParts,
): Promise<void> {
  const rows = artifacts.map((artifact) => ({
    language,
    type: artifact.type,
    path: keyOf(job, artifact.path),
    file: artifact.path,
    bytes: artifact.bytes,
    mime: artifact.mime,
    checksum: artifact.sha256,
  }))
  await publish(
    job,
    rows,
    artifacts.map(({ path }) => join(from.folder, path)),
    { ...from, parts },
  )
}

/** The same for the files of all languages: those that stand in the folder itself. The manifest, which names the others, comes last. */
export async function publishShared(
  job: ServiceJob,
  known: readonly ManifestArtifact[],
  from: From,
  parts: FleetParts,
): Promise<void> {
  const entries = await readdir(from.folder, { withFileTypes: true })
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name)
  names.sort((a, b) => Number(a === MANIFEST) - Number(b === MANIFEST) || (a < b ? -1 : 1))
  const rows: NewServiceArtifact[] = []
  for (const name of names) {
    const path = join(from.folder, name)
    const listed = known.find((artifact) => artifact.path === name)
    const { size: bytes } = await stat(path)
    const mime = listed?.mime ?? MIME[extname(name)] ?? 'application/octet-stream'
    const checksum = listed?.sha256 ?? (await fileDigest(path))
    const type = listed?.type ?? typeOf(name)
    rows.push({ language: null, type, path: keyOf(job, name), file: name, bytes, mime, checksum })
  }
  await publish(
    job,
    rows,
    names.map((name) => join(from.folder, name)),
    { ...from, parts },
  )
}

async function publish(
  { id }: ServiceJob,
  rows: readonly NewServiceArtifact[],
  files: readonly string[],
  { signal, parts }: From & { readonly parts: FleetParts },
): Promise<void> {
  for (const [index, { path, mime }] of rows.entries()) {
    const file = files[index]
    if (file !== undefined) await parts.objects.upload(path, file, { type: mime, signal })
  }
  signal.throwIfAborted()
  await parts.fleet.publish(id, rows)
}

/**
 * The key of a file's object. Keys take few characters, so that all others of a person's file name become `_`; files of one
 * job differ in what ytdub adds to that name, and so still do. Under which name it is downloaded stands beside it.
 */
export function keyOf({ owner, id }: Pick<ServiceJob, 'owner' | 'id'>, path: string): string {
  return `artifacts/${owner}/${id}/${path.replace(/[^A-Za-z0-9._/-]/g, '_')}`
}

const MANIFEST = 'manifest.json'
const MIME: { readonly [ending: string]: string } = {
  '.json': 'application/json',
  '.html': 'text/html',
  '.srt': 'application/x-subrip',
  '.vtt': 'text/vtt',
  '.md': 'text/markdown',
}

function typeOf(name: string): string {
  if (name === MANIFEST) return 'manifest'
  if (name === 'report.html') return 'report'
  if (name === 'transcript.json') return 'transcript'
  return extname(name) === '.srt' ? 'source_srt' : extname(name) === '.vtt' ? 'source_vtt' : 'other'
}
