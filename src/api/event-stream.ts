import type { Bell } from './bell.ts'
import { bell } from './bell.ts'

type Options = {
  /** Seconds that a client may take to read what is there for it. */
  readonly patience: number
  /** Where the frames can no longer be read, or the client was cut off. */
  readonly failed: (error: unknown) => void
  /** Called once, however it ended. */
  readonly ended: () => void
}

/**
 * Frames as a response's body. No more than one is kept for a client that does not read; one that does not read for too long
 * is cut off, and can go on later from the last event that it has.
 */
export function eventStream(
  frames: AsyncGenerator<string>,
  wake: () => void,
  { patience, failed, ended }: Options,
): ReadableStream<Uint8Array> {
  const room = bell()
  const state = { cancelled: false }
  return new ReadableStream({
    start(controller) {
      void pour(frames, { controller, room, patience, state }).catch(failed).finally(ended)
    },
    pull: () => room.ring(),
    cancel() {
      state.cancelled = true
      room.ring()
      wake()
    },
  })
}

type Pouring = {
  readonly controller: ReadableStreamDefaultController<Uint8Array>
  readonly room: Bell
  readonly patience: number
  readonly state: { readonly cancelled: boolean }
}

async function pour(frames: AsyncGenerator<string>, { controller, room, patience, state }: Pouring): Promise<void> {
  const encoder = new TextEncoder()
  try {
    for await (const frame of frames) {
      if (state.cancelled) return
      controller.enqueue(encoder.encode(frame))
      while (!state.cancelled && (controller.desiredSize ?? 0) <= 0) {
        if (!(await room.heard(patience))) return controller.error(new DOMException('Read too slowly.', 'AbortError'))
      }
    }
    if (!state.cancelled) controller.close()
  } catch (error) {
    if (!state.cancelled) controller.error(error)
    throw error
  }
}
