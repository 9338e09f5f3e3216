import { wavOf } from './wav.js'

/** Milliseconds of each part that a recording comes in. */
const SLICE = 100

/** A recording under way; `stop()` gives it as a WAV file, which every program reads. */
export async function record() {
  const stream = await microphone()
  const recorder = new MediaRecorder(stream)
  const parts = []
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data))
  const ended = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }))
  recorder.start(SLICE)
  return {
    seconds: () => (parts.length * SLICE) / 1000,
    async stop() {
      recorder.stop()
      await ended
      for (const track of stream.getTracks()) track.stop()
      return decoded(new Blob(parts, { type: recorder.mimeType }))
    },
  }
}

async function microphone() {
  if (!navigator.mediaDevices || typeof MediaRecorder === 'undefined') {
    throw new DOMException('This browser cannot record. Choose a file instead.')
  }
  return navigator.mediaDevices.getUserMedia({ audio: true }).catch(({ name }) => {
    if (name === 'NotFoundError') throw new DOMException('There is no microphone here. Choose a file instead.')
    throw new DOMException('The microphone may not be used. Allow it in the browser, or choose a file instead.')
  })
}

/** Full scale is 1. */
const SILENT = 0.01

async function decoded(blob) {
  const context = new AudioContext({ sampleRate: 48_000 })
  try {
    const sound = await context.decodeAudioData(await blob.arrayBuffer())
    const channels = Array.from({ length: sound.numberOfChannels }, (_, index) => sound.getChannelData(index))
    const mono = channels[0].map((_, at) => channels.reduce((sum, samples) => sum + samples[at], 0) / channels.length)
    if (mono.every((sample) => Math.abs(sample) < SILENT)) {
      throw new DOMException('Nothing was heard. Is the microphone switched on, and near enough?')
    }
    return wavOf(mono, sound.sampleRate)
  } finally {
    await context.close()
  }
}
