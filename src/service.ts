import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listen } from './api/listen.ts'
import type { Server, ServerOptions } from './api/server.ts'
import { openTrades } from './app.ts'
import { systemClock } from './clock.ts'
import type { Config } from './config.ts'
import { Failure } from './failure.ts'
import type { FleetLimits, FleetLog, FleetParts } from './jobs/fleet/parts.ts'
import type { CheckUpload } from './jobs/service/check-upload.ts'
import type { WorkOptions } from './ports/fleet.ts'
import type { ServiceJob } from './ports/service.ts'
import { openScratch } from './stores/local/scratch.ts'
import { type BlobCache, openBlobCache } from './stores/supabase/blob-cache.ts'
import { registerUpload } from './stores/supabase/blob-rows.ts'
import { refuseTransactionPooler } from './stores/supabase/connection.ts'
import { openDatabase } from './stores/supabase/database.ts'
import { supabaseFleetJobs } from './stores/supabase/fleet-jobs.ts'
import { listenForEvents } from './stores/supabase/listen.ts'
import { type Migrations, supabaseMigrations } from './stores/supabase/migrations.ts'
import { storageObjects } from './stores/supabase/objects.ts'
import { ownStores } from './stores/supabase/own-stores.ts'
import { longPatience } from './stores/supabase/patiently.ts'
import { openFleetQueue } from './stores/supabase/queue.ts'
import { supabaseUserJobs } from './stores/supabase/user-jobs.ts'

/** Everything of ytdub's lies in it. */
const BUCKET = 'media'
/** Bytes of blobs that are kept on this machine, and that have to be free for unfinished files. */
const CACHE_BYTES = 20 * 2 ** 30
const FREE_BYTES = 2 * 2 ** 30
/** Milliseconds for one of the tries at a question to Storage that somebody waits for: all of them in less time than proxies allow. */
const API_DEADLINE = 8000
/** Hours that one try at a task may take, unless the configuration says otherwise. */
const HOURS = 6

/**
 * The schema's migrations, and the database that they are applied to.
 * @throws {Failure} `config`, where no database is configured.
 */
export async function openMigrations(config: Config): Promise<Migrations & AsyncDisposable> {
  const database = openDatabase(databaseUrlOf(config), { name: 'ytdub db', connections: 2, statementMs: 0 })
  const folder = fileURLToPath(new URL('../supabase/migrations/', import.meta.url))
  return { ...supabaseMigrations(database, folder), [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() }
}

/**
 * The API, listening; with `withWorker` it works on jobs as well.
 * @throws {Failure} `config`, where something is not configured, or nothing can listen there; `vendor`, where the database
 * cannot be reached.
 */
export async function openServer(config: Config, options: ServerOptions): Promise<Server> {
  const opened = new AsyncDisposableStack()
  try {
    const closing = new AbortController()
    const service = opened.use(await openParts(config, 'api'))
    const listening = await listen(await apiOf(service, config, { options, opened, closing: closing.signal }), options)
    const [stop, cut] = [new AbortController(), new AbortController()]
    const worker = options.withWorker ? opened.use(await openWorker(config, options.workerLog)) : undefined
    const working = worker?.work({ concurrency: 1, stop: stop.signal, cut: cut.signal })
    // Told now; thrown when the service drains.
    working?.catch((error: unknown) => options.workerLog({ event: 'trouble', message: Failure.from(error).message }))
    const drain = async (now: AbortSignal) => {
      stop.abort()
      closing.abort()
      if (now.aborted) cut.abort()
      now.addEventListener('abort', () => cut.abort(), { once: true })
      await listening.drain(now)
      await working
    }
    opened.defer(() => drain(AbortSignal.abort()))
    return { url: listening.url, drain, [Symbol.asyncDispose]: () => opened.disposeAsync() }
  } catch (error) {
    await opened.disposeAsync()
    throw error
  }
}

type ApiAround = {
  readonly options: ServerOptions
  readonly opened: AsyncDisposableStack
  readonly closing: AbortSignal
}

async function apiOf({ database, objects, trades, databaseUrl, url }: Parts, config: Config, around: ApiAround) {
  const { options, opened, closing } = around
  const [{ createApi }, { USUAL_LIMITS }, { tokenVerifier }, { uploadChecker }, { planRequest }] = await Promise.all([
    import('./api/app.ts'),
    import('./api/limits.ts'),
    import('./api/verify-token.ts'),
    import('./jobs/service/check-upload.ts'),
    import('./jobs/plan-request.ts'),
  ])
  const onTrouble = (message: string) => options.workerLog({ event: 'trouble', message })
  // First the queue: where the database cannot be reached, it says so as `vendor`.
  const queue = opened.use(await openFleetQueue('add', { databaseUrl, hours: hoursOf(config), onTrouble }))
  const bell = opened.use(await listenForEvents(databaseUrl))
  const scratch = opened.use(await openScratch(join(config.home, 'scratch')))
  const limits = { ...USUAL_LIMITS, proxies: options.proxies }
  return createApi({
    version: trades.version,
    clock: systemClock,
    verify: tokenVerifier({ supabaseUrl: url, jwtSecret: config.supabaseJwtSecret, clock: systemClock, onTrouble }),
    jobsOf: (claims) => supabaseUserJobs(database, claims),
    objects,
    queue,
    follow: (job, hear) => bell.on(job, hear),
    checkUpload: registering(uploadChecker({ objects, media: trades.media, scratch, limits }), database),
    plan: (wish) => planRequest(wish, trades).catch(tellUser),
    ready: {
      database: async () => void (await database.query('select 1')),
      storage: (signal) => objects.ready(signal),
      ffmpeg: async () => {}, // Without it nothing would have been opened.
    },
    limits,
    corsOrigins: config.corsOrigins ?? [],
    log: options.log,
    closing,
  })
}

/** A worker of the fleet, ready to be put to work. */
export type OpenWorker = AsyncDisposable & {
  readonly name: string
  readonly work: (options: WorkOptions) => Promise<void>
}

/**
 * @throws {Failure} `config`, where something is not configured, or the address is a transaction pooler's; `vendor`, where the
 * database cannot be reached.
 */
export async function openWorker(config: Config, log: FleetLog): Promise<OpenWorker> {
  const { fleetHandlers } = await import('./jobs/fleet/handlers.ts')
  await using opened = new AsyncDisposableStack()
  const cut = new AbortController()
  const service = opened.use(await openParts(config, 'worker', cut.signal))
  const { databaseUrl, database, objects } = service
  const hours = hoursOf(config)
  const onTrouble = (message: string) => log({ event: 'trouble', message })
  const queue = opened.use(await openFleetQueue('work', { databaseUrl, hours, onTrouble }))
  const copies = opened.use(await openScratch(join(config.home, 'cache'))) // Swept by the next worker, should this one be killed.
  const cache = await openBlobCache(copies.path('blobs'), CACHE_BYTES)
  // In containers every process may have the same number, and on one network the same host.
  const name = `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`
  const limits: FleetLimits = { hours, maxCost: config.maxCost ?? Infinity, freeBytes: FREE_BYTES }
  const parts: FleetParts = {
    fleet: supabaseFleetJobs(database),
    objects,
    queue,
    shopFor: (job) => openShop(job, { ...service, cache, home: config.home, cut: cut.signal }),
    clock: systemClock,
    worker: name,
    limits,
    log,
  }
  const kept = opened.move()
  return {
    name,
    work(options) {
      options.cut.addEventListener('abort', () => cut.abort(), { once: true })
      return queue.work(fleetHandlers(parts), options)
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}

/**
 * What an operator's purge works with.
 * @throws {Failure} as a worker does that is opened.
 */
export async function openRetention(config: Config): Promise<Retention> {
  const { database, objects, [Symbol.asyncDispose]: close } = await openStores(config, 'purge')
  return {
    fleet: supabaseFleetJobs(database),
    objects,
    clock: systemClock,
    log: () => {},
    [Symbol.asyncDispose]: close,
  }
}

type Retention = AsyncDisposable & Pick<FleetParts, 'fleet' | 'objects' | 'clock' | 'log'>

type Parts = Awaited<ReturnType<typeof openParts>>

/** @throws {Failure} `config`, where the database is older than this ytdub; `vendor`, where it cannot be reached. */
async function requireMigrated(config: Config): Promise<void> {
  await using migrations = await openMigrations(config)
  const pending = (await migrations.status()).filter(({ state }) => state === 'pending')
  if (pending.length === 0) return
  throw new Failure('config', 'The database is not up to date for this version of ytdub.', {
    hint: 'Bring it up to date with: ytdub db migrate',
  })
}

/**
 * What the API and the workers both stand on.
 * @throws {Failure} `config`, where something is not configured, ffmpeg is missing or Storage has no such bucket; `auth`, where
 * it refuses the key; `vendor`, where database or Storage cannot be reached.
 */
async function openParts(config: Config, who: 'api' | 'worker', cut?: AbortSignal) {
  const trades = await openTrades(config)
  return { ...(await openStores(config, who, cut)), trades }
}

/** Database and Storage. @throws {Failure} likewise. */
async function openStores(config: Config, who: 'api' | 'worker' | 'purge', cut?: AbortSignal) {
  const databaseUrl = databaseUrlOf(config)
  const { supabaseUrl: url, supabaseSecretKey: secretKey } = config
  if (url === undefined || secretKey === undefined) {
    throw new Failure('config', `The service needs ${url === undefined ? 'SUPABASE_URL' : 'SUPABASE_SECRET_KEY'}.`, {
      hint: 'On Supabase: Settings, API keys. The secret key stays on the service side.',
    })
  }
  if (secretKey.startsWith('sb_publishable_')) {
    throw new Failure('auth', 'SUPABASE_SECRET_KEY is the publishable key.', {
      hint: 'On Supabase: Settings, API keys, Secret keys. It stays on the service side.',
    })
  }
  refuseTransactionPooler(databaseUrl)
  await requireMigrated(config)
  const waits = { api: { deadline: API_DEADLINE }, worker: { patience: longPatience, signal: cut }, purge: {} }[who]
  const objects = storageObjects({ url, secretKey, bucket: BUCKET, ...waits })
  // Else a key or a project that is wrong would show only when somebody's job comes.
  await objects.ready(new AbortController().signal)
  const database = openDatabase(databaseUrl, { name: `ytdub ${who}` })
  return {
    url,
    databaseUrl,
    database,
    objects,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

/** What is not installed here, or has no key, is not the user's to mend, but it is they who can ask for something else. */
function tellUser(error: unknown): never {
  const { code, message } = Failure.from(error)
  if (code !== 'config' && code !== 'auth') throw error
  const why = code === 'auth' ? 'It has no key for that engine.' : message
  throw new Failure('input', `The service does not serve that. ${why}`, { cause: error })
}

function databaseUrlOf({ databaseUrl }: Config): string {
  if (databaseUrl !== undefined) return databaseUrl
  throw new Failure('config', 'No database is configured.', {
    hint: 'Set DATABASE_URL: on Supabase under Connect, the session pooler’s address or the direct one.',
  })
}

function hoursOf({ maxHours = HOURS }: Config): number {
  return maxHours
}

type ShopParts = Pick<Parts, 'database' | 'objects' | 'trades'> & {
  readonly cache: BlobCache
  readonly home: string
  readonly cut: AbortSignal
}

/** A shop for one try: the job's owner's memo and blobs, and a scratch folder of its own. */
async function openShop(job: ServiceJob, { trades, home, ...parts }: ShopParts) {
  const over = new AbortController()
  const signal = AbortSignal.any([over.signal, parts.cut])
  const scratch = await openScratch(join(home, 'scratch'))
  const { memo, blobs, ...stores } = ownStores(job, { ...parts, clock: systemClock, signal })
  return {
    ...trades,
    memo,
    blobs,
    scratch,
    async [Symbol.asyncDispose]() {
      over.abort()
      stores[Symbol.dispose]()
      await scratch[Symbol.asyncDispose]()
    },
  }
}

/** What is found to be a recording is known to the workers by its digest from then on, and read where it was uploaded to. */
function registering(check: CheckUpload, database: Parts['database']): CheckUpload {
  return async (claimed, signal) => {
    const checked = await check(claimed, signal)
    const [, owner] = claimed.path.split('/')
    if ('track' in checked && owner) await registerUpload(database, owner, checked.track, claimed.path)
    return checked
  }
}
