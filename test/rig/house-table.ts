import type { Rooms } from './house-rules.ts'

const SMALL = ['src/failure.ts', 'src/json.ts', 'src/clock.ts', 'src/digest.ts']
/** What stands side by side on ports: none of these may import another, nor the pipeline. */
const SIDE_BY_SIDE = ['src/ports', 'src/dub', 'src/program.ts', ...SMALL]

/** Who may import whom. A room not named on the right is out of reach. */
export const ROOMS: Rooms = {
  bin: ['commands'],
  commands: [
    'commands/command.ts',
    'commands/terminal',
    'src/app.ts',
    'src/service.ts',
    'src/api',
    'src/remote',
    'src/clock.ts',
    'src/config.ts',
    'src/settings.ts',
    'src/proxy.ts',
    'src/digest.ts',
    'src/doctor.ts',
    'src/jobs',
    'src/dub',
    'src/failure.ts',
    'src/ports',
    'src/pipeline/run.ts',
    'src/review',
    'src/setup',
    'src/wish.ts',
    'src/heap.ts',
  ],
  'commands/terminal': [
    'commands/command.ts',
    'src/jobs',
    'src/dub',
    'src/failure.ts',
    'src/ports',
    'src/pipeline/run.ts',
    'src/config.ts',
    'src/settings.ts',
    'src/setup',
  ],
  'commands/command.ts': ['commands/terminal', 'src/config.ts'],
  'src/app.ts': [
    'src/config.ts',
    'src/jobs',
    'src/pipeline',
    'src/stores/local',
    'src/media',
    'src/providers',
    'src/setup',
    ...SIDE_BY_SIDE,
  ],
  // The service's own composition root: what `serve`, `worker` and `db` are put together from.
  'src/service.ts': [
    'src/app.ts',
    'src/config.ts',
    'src/jobs',
    'src/api',
    'src/stores/local',
    'src/stores/supabase',
    'src/media',
    'src/providers',
    ...SIDE_BY_SIDE,
  ],
  // The package as a library: what is promised, and a program's own way to the use-cases.
  'src/index.ts': ['src/library', 'src/dub', 'src/failure.ts'],
  'src/library': ['src/app.ts', 'src/config.ts', 'src/wish.ts', 'src/jobs', 'src/ports', 'src/dub', 'src/failure.ts'],
  // What a person wishes, said by flags or as options.
  'src/wish.ts': ['src/settings.ts', 'src/jobs', 'src/dub'],
  'src/doctor.ts': ['src/media', 'src/providers', 'src/setup', 'src/stores/local', 'src/settings.ts', ...SIDE_BY_SIDE],
  'src/config.ts': ['src/settings.ts', 'src/dub', 'src/failure.ts'],
  'src/settings.ts': [],
  'src/proxy.ts': [],
  'src/jobs': ['src/pipeline', 'src/ports', 'src/dub', 'src/timing', ...SMALL],
  // The page to look a job over: its server and what it shows, of the report's parts.
  'src/review': ['src/jobs', 'src/ports', 'src/dub', 'src/timing', 'src/wording/pace.ts', ...SMALL],
  'src/pipeline': ['src/ports', 'src/timing', 'src/sound', 'src/wording', 'src/dub', ...SMALL],
  'src/providers': ['src/wording', ...SIDE_BY_SIDE],
  'src/media': SIDE_BY_SIDE,
  'src/setup': ['src/settings.ts', ...SIDE_BY_SIDE],
  'src/stores/local': SIDE_BY_SIDE,
  'src/stores/supabase': SIDE_BY_SIDE,
  'src/remote': SIDE_BY_SIDE,
  'src/api': ['src/jobs', 'src/ports', 'src/dub', ...SMALL],
  'src/timing': ['src/dub', 'src/failure.ts'],
  'src/sound': ['src/dub', 'src/failure.ts'],
  'src/wording': ['src/dub', 'src/failure.ts'],
  'src/ports': ['src/dub', 'src/failure.ts', 'src/json.ts'],
  'src/dub': ['src/failure.ts'],
  'src/program.ts': ['src/failure.ts'],
  'src/failure.ts': [],
  'src/json.ts': [],
  'src/clock.ts': [],
  'src/digest.ts': [],
  'src/heap.ts': [],
  tools: [
    'src/config.ts',
    'src/setup',
    'src/failure.ts',
    'src/api',
    'src/app.ts',
    'src/dub',
    'src/ports',
    'commands/terminal/json-event.ts',
    'commands/terminal/batch-json.ts',
  ],
  // Servers that stand in for vendors; the benchmarks run against them too.
  'test/rig/emulators': [],
  bench: [
    'commands/main.ts',
    'test/rig/emulators',
    'test/rig/postgres-server.ts',
    'test/rig/postgres-template.ts',
    'src/app.ts',
    'src/jobs',
    'src/pipeline',
    'src/timing',
    'src/sound',
    'src/media',
    'src/providers',
    'src/stores/local',
    'src/stores/supabase',
    'src/service.ts',
    'src/heap.ts',
    'src/wish.ts',
    ...SIDE_BY_SIDE,
  ],
}

export const ANY = /(?<![.\w$#])any(?![\w$(:])/
export const BARE_ERROR = /\bnew Error\(/
export const ENVIRONMENT = /\bprocess\s*\.\s*env\b|\bprocess\s*\[|\{[^{}]*\benv\b[^{}]*\}\s*=\s*process\b/
export const TIME =
  /\bDate\s*\.\s*now\b|\bnew Date\b(?!\s*\(\s*[^\s)])|\bperformance\s*\.\s*now\b|\bhrtime\b|\bTemporal\s*\.\s*Now\b/
export const CONSOLE = /\bconsole\s*\./
