import { ffmpegMedia } from '../../src/media/ffmpeg-media.ts'
import { describeMedia } from '../contracts/media.ts'

describeMedia('ffmpeg', ffmpegMedia({ ffmpeg: 'ffmpeg', ffprobe: 'ffprobe' }))
