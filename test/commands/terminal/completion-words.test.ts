import { expect, test } from 'vitest'
import { wordsTyped } from '../../../commands/terminal/completion-words.ts'

test.each([
  ['ytdub d', ['ytdub', 'd']],
  ['ytdub jobs ', ['ytdub', 'jobs', '']],
  ['', ['']],
  ['ytdub dub my\\ talk.mp3 --l', ['ytdub', 'dub', 'my talk.mp3', '--l']],
  [`ytdub dub 'my "talk".mp3' "it\\"s`, ['ytdub', 'dub', 'my "talk".mp3', 'it"s']],
  [`ytdub dub '' `, ['ytdub', 'dub', '', '']],
  ['ytdub --voice=es:1=ne', ['ytdub', '--voice=es:1=ne']],
])('%j is %j', (line, words) => expect(wordsTyped(line)).toEqual(words))
