import type { DubRequest } from '../../dub/request.ts'
import { canonical, type Json } from '../../json.ts'
import type { ServiceJob } from '../../ports/service.ts'
import { AS_WISHED } from '../plan-request.ts'
import { NEVER_SUBMITTED, type Refusal } from './refusal.ts'
import type { Submission } from './submission.ts'

/**
 * What was submitted stays as it is: whoever asks for something else by its id is told what. Nothing is planned anew for
 * that: what stands in the request as it was wished is compared, so that the same is the same also when the service has
 * other voices or versions by now. What the service was left to choose says nothing against what it chose.
 * @returns undefined where it is the same.
 */
export function otherThanSubmitted(asked: Submission, { cancelRequested, request }: ServiceJob): Refusal | undefined {
  if (request === null) return NEVER_SUBMITTED
  if (asked.wish.languages.toSorted().join() !== request.languages.toSorted().join()) {
    const message = `The job is submitted already, for ${request.languages.join(', ')}. For other languages upload the tracks anew.`
    return { refused: 'conflict', message, details: { languages: request.languages } }
  }
  const fields = differences(asked, request)
  if (fields.length > 0) {
    const message = `The job is submitted already, otherwise: ${fields.join(', ')}. For another dub upload the tracks anew.`
    return { refused: 'conflict', message, details: { fields } }
  }
  if (!cancelRequested) return undefined
  const hint = 'Ask for a retry of it, or upload the tracks anew.'
  return { refused: 'conflict', message: 'The job was cancelled.', details: { hint } }
}

/** The fields of the question that say something else. */
function differences({ wish, edits, voice, background }: Submission, request: DubRequest): string[] {
  const differs: readonly (readonly [field: string, differs: boolean])[] = [
    ['background_track_uploaded', (background === null) !== (request.background === null)],
    ['options.engine', wish.engine !== 'auto' && wish.engine !== request.engine],
    ['options.from', wish.from !== undefined && wish.from !== request.from],
    ['options.voices', isOther(voicesIn(wish.voices), request.voices)],
    ['options.glossary', isOther(wish.glossary, request.glossary)],
    ['options.register', (wish.register ?? null) !== request.register],
    ['options.context', (wish.context ?? null) !== request.context],
    ...AS_WISHED.map((name) => [`options.${inSnakeCase(name)}`, wish[name] !== request[name]] as const),
    ['options.edits', isOther(edits, request.edits)],
    ['options.voice_track_sha256', isOtherFile(voice, request.source)],
    ['options.background_track_sha256', isOtherFile(background, request.background)],
  ]
  return differs.flatMap(([field, isSo]) => (isSo ? [field] : []))
}

/** A database keeps no order of names. */
function isOther(asked: object, submitted: object): boolean {
  return canonical(asked as Json) !== canonical(submitted as Json)
}

/** By target, as a request has them. */
function voicesIn(asked: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(asked.map((text) => text.split(/=(.*)/s).slice(0, 2)))
}

function isOtherFile(
  asked: { readonly sha256: string | undefined } | null,
  submitted: { readonly digest: string } | null,
): boolean {
  return asked?.sha256 !== undefined && submitted !== null && asked.sha256 !== submitted.digest
}

function inSnakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}
