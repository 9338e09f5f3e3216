import { expect, it } from 'vitest'
import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import { findFfmpeg } from '../../src/media/find-ffmpeg.ts'
import { describeMedia } from '../contracts/media.ts'

// Nothing on the search path: what npm brought along is all there is.
const found = await findFfmpeg({ searchPath: '' })
if (found) describeMedia('the last resort', ffmpegMedia(found), { lastResort: found.lastResort })
else it('npm has no last resort for this platform', () => expect(process.platform).not.toMatch(/^(linux|darwin)$/))
