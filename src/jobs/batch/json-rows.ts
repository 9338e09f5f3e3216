import { Failure } from '../../failure.ts'
import type { Row } from './csv-rows.ts'

/**
 * The objects of a file of JSON lines; a row is a line, counted from 1. Empty lines are left out.
 * @throws {Failure} `input`, where a line is not JSON.
 */
export function jsonRows(text: string, list: string): readonly Row[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap((line, index) => (line.trim() === '' ? [] : [{ row: index + 1, fields: parsed(line, index + 1, list) }]))
}

function parsed(line: string, row: number, list: string): unknown {
  try {
    return JSON.parse(line)
  } catch (cause) {
    throw new Failure('input', `${JSON.stringify(list)}, row ${row}: it is not JSON.`, {
      cause,
      hint: 'Write an object on each line, such as: {"file": "talk.mp3", "languages": ["es", "fr"]}',
    })
  }
}
