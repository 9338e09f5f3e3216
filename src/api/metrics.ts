import { Counter, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = {
  readonly answered: (
    answer: { readonly method: string; readonly route: string; readonly status: number },
    seconds: number,
  ) => void
  /** A stream was opened (1) or has ended (−1). */
  readonly streams: (change: 1 | -1) => void
  readonly text: () => Promise<string>
  readonly type: string
}

/** What Prometheus is told, in a registry of its own. */
export function openMetrics(): Metrics {
  const registry = new Registry()
  const registers = [registry]
  const requests = new Counter({
    name: 'ytdub_http_requests_total',
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'] as const,
    registers,
  })
  const durations = new Histogram({
    name: 'ytdub_http_request_duration_seconds',
    help: 'Seconds until a request was answered; of a stream, until it began.',
    labelNames: ['method', 'route'] as const,
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers,
  })
  const streams = new Gauge({ name: 'ytdub_event_streams', help: 'Event streams that are open.', registers })
  return {
    answered({ method, route, status }, seconds) {
      requests.inc({ method, route, status })
      durations.observe({ method, route }, seconds)
    },
    streams: (change) => streams.inc(change),
    text: () => registry.metrics(),
    type: registry.contentType,
  }
}
