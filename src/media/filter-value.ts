/**
 * A text as the value of a filter's option, e.g. a path. ffmpeg reads it twice: once to take the graph apart, once to
 * take the filter's options apart (https://ffmpeg.org/ffmpeg-filters.html, "Notes on filtergraph escaping").
 */
export function filterValue(text: string): string {
  const asOption = text.replace(/[\\':]/g, String.raw`\$&`)
  return asOption.replace(/[\\'[\],;]/g, String.raw`\$&`)
}
