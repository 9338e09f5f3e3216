import { type LanguageDub, stemOf } from '../../dub/dubbed.ts'
import { nameOf } from '../../dub/language.ts'
import type { DubRequest } from '../../dub/request.ts'
import { type Source, secondsOf } from '../source/hear.ts'

type Promised = {
  readonly request: DubRequest
  readonly source: Source
  /** LUFS that every dub was brought to. */
  readonly loudness: number
  /** dBTP above which no dub that is listed peaks. */
  readonly highestPeak: number
}

/** The steps in which dubs get onto YouTube, with the names of the files. */
export function uploadGuide(
  dubs: readonly LanguageDub[],
  { request, source, loudness, highestPeak }: Promised,
): string {
  const { name } = request.source
  const { language } = source.transcript
  const rows = dubs.map((dub) => row(dub))
  return `# Uploading the dubs of ${escaped(name)}

Every audio file here lasts exactly as long as the video (${clock(secondsOf(source))}), is at ${signed(loudness)} LUFS with no true peak above ${signed(highestPeak)} dBTP,
and has been decoded again and checked, as have the captions.
${request.engine === 'offline' ? '\n**Draft quality**: these were made by the offline engine. Look them over before anybody else hears them.\n' : ''}
| language in YouTube Studio | audio | captions |
|---|---|---|
${rows.join('\n')}

The captions of the original, ${nameOf(language)}, are \`${escaped(stemOf(name))}.${language}.srt\`.

## In YouTube Studio

1. Upload the original video as usual, or open one that is there: **Content**, the video, **Languages** (called
   **Subtitles** in older accounts). Set the video's own language to ${nameOf(language)}. For audio tracks the channel needs
   advanced features (Settings, Channel, Feature eligibility).
2. **Add language**, and choose the language from the table.
3. Beside the language, under **Audio** (or **Dub**): **Add**, choose its audio file, **Publish**.
4. Under **Subtitles**: **Add**, **Upload file**, **With timing**, choose its .srt file, **Publish**.
5. Under **Title and description**: write them in that language, so that people find it.
6. Do the same for the next language, and for the captions of the original.
7. Play the video and choose the language in the player: gear, **Audio track**.

YouTube says that a dub may take some minutes to appear, and refuses audio whose length is not the video's: if you cut the
video afterwards, dub it anew.
`
}

function row({ language, ...dub }: LanguageDub): string {
  const files = 'artifacts' in dub ? dub.artifacts : []
  const named = (type: string) => files.find((file) => file.type === type)?.fileName ?? ''
  const path = (type: string) => `\`${escaped(`${language}/${named(type)}`)}\``
  return `| ${nameOf(language)} (${language}) | ${path('youtube_audio')} | ${path('youtube_captions')} |`
}

/** With the sign that is read as a minus, not as a hyphen. */
function signed(value: number): string {
  return String(value).replace('-', '−')
}

/** A file's name, so that none of its characters is taken for Markdown's own. */
function escaped(name: string): string {
  return name.replace(/[`|\\\n\r]/g, '_')
}

function clock(seconds: number): string {
  const whole = Math.round(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
}
