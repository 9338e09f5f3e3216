/** The endings that an uploaded track's object may bear, with the content types that stand for each. */
const ENDINGS: { readonly [ending: string]: readonly string[] } = {
  mp3: ['audio/mpeg', 'audio/mp3'],
  m4a: ['audio/mp4', 'audio/x-m4a', 'audio/m4a'],
  aac: ['audio/aac', 'audio/x-aac'],
  wav: ['audio/wav', 'audio/x-wav', 'audio/wave', 'audio/vnd.wave'],
  flac: ['audio/flac', 'audio/x-flac'],
  ogg: ['audio/ogg', 'application/ogg'],
  oga: [],
  opus: ['audio/opus'],
  weba: ['audio/webm'],
  mka: ['audio/x-matroska', 'audio/matroska'],
  wma: ['audio/x-ms-wma'],
  aif: ['audio/aiff', 'audio/x-aiff'],
  aiff: [],
  amr: ['audio/amr'],
  mp4: ['video/mp4'],
  m4v: ['video/x-m4v'],
  mov: ['video/quicktime'],
  webm: ['video/webm'],
  mkv: ['video/x-matroska', 'video/matroska'],
  avi: ['video/x-msvideo', 'video/vnd.avi'],
  wmv: ['video/x-ms-wmv', 'video/x-ms-asf'],
  mpg: ['video/mpeg'],
  mpeg: [],
  ts: ['video/mp2t'],
  mts: [],
  m2ts: [],
  ogv: ['video/ogg'],
  flv: ['video/x-flv'],
  '3gp': ['video/3gpp', 'audio/3gpp'],
}

/**
 * The ending of a track's object key: its name's, where that is one that recordings have, else its content type's. No other
 * letter of the name gets into the key.
 * @returns undefined where neither is known.
 */
export function trackEnding(name: string, contentType: string | undefined): string | undefined {
  const ending = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1]?.toLowerCase()
  if (ending !== undefined && Object.hasOwn(ENDINGS, ending)) return ending
  const type = contentType?.split(';')[0]?.trim().toLowerCase()
  return Object.entries(ENDINGS).find(([, types]) => type !== undefined && types.includes(type))?.[0]
}
