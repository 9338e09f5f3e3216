import type { Rule } from '../instance.ts'
import { clamp, nudge, smart, trim } from './cutting.ts'
import { chunked, merged } from './in-groups.ts'
import { delay, fill, greedy, push } from './in-turn.ts'
import { cap13, exactSlot, naive, rounded } from './on-time.ts'
import { ytdub } from './ytdub.ts'

/** A rule, who uses it, and what it does with what is too long. */
type Entry = { readonly rule: Rule; readonly user: string; readonly about: string }

/** Every rule of the benchmark by its name. They are models, written from descriptions, of the one thing: placement. */
export const RULES: Readonly<Record<string, Entry>> = {
  ytdub: { rule: ytdub('natural'), user: 'ytdub', about: 'the least sum of squared errors within the bounds' },
  'ytdub-tight': { rule: ytdub('tight'), user: 'ytdub with `--sync tight`', about: 'the same, starts before all else' },
  'greedy-1.25': {
    rule: greedy(1.25),
    user: 'a fair rival, used by none',
    about: 'greedy at ytdub’s own maximal rate',
  },
  greedy: {
    rule: greedy(1.3),
    user: 'many scripts',
    about: 'the strongest simple rule: late where it must be, speeds up to the next start, at most 1.3',
  },
  naive: { rule: naive, user: 'the simplest scripts', about: 'starts on time at the natural rate' },
  'cap-1.3': { rule: cap13, user: 'open-dubbing', about: 'starts on time, speeds up to the next start, at most 1.3' },
  'exact-slot': {
    rule: exactSlot,
    user: 'Auto-Synced-Translated-Dubs',
    about: 'exactly as long as the line, at any rate',
  },
  chunked: { rule: chunked, user: 'VideoLingo', about: 'one speed for up to three lines; aborts where that fails' },
  fill: {
    rule: fill,
    user: 'pyvideotrans, speeding up',
    about: 'pressed into the time to the next start, at any rate',
  },
  push: { rule: push, user: 'pyvideotrans, as it is', about: 'one after the other at the natural rate' },
  merged: {
    rule: merged,
    user: 'KrillinAI',
    about: 'short neighbours as one clip, at most 1.3; aborts where that fails',
  },
  rounded: { rule: rounded, user: 'SoniTranslate', about: 'as long as the line, 0.8 to 1.9 in whole tenths' },
  trim: { rule: trim, user: 'VoiceStudio, concise', about: 'natural rate; what is over is cut' },
  smart: { rule: smart, user: 'VoiceStudio, smart', about: '0.85 to 1.8; what is over is cut' },
  clamp: { rule: clamp, user: 'videopython', about: '0.8 to 1.3; what is over is cut' },
  nudge: { rule: nudge, user: 'PersoDub', about: 'moves up to 0.8 s earlier; what is over is cut' },
  delay: { rule: delay, user: 'video-translator', about: 'everything later, by up to 1.5 s; then it overlaps' },
}
