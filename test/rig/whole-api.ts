import { createApi } from '../../src/api/app.ts'
import { listen } from '../../src/api/listen.ts'
import { tokenVerifier } from '../../src/api/verify-token.ts'
import { systemClock } from '../../src/clock.ts'
import { uploadChecker } from '../../src/jobs/service/check-upload.ts'
import { listenForEvents } from '../../src/stores/supabase/listen.ts'
import { storageObjects } from '../../src/stores/supabase/objects.ts'
import { supabaseUserJobs } from '../../src/stores/supabase/user-jobs.ts'
import { openService } from '../stores/supabase/open-stores.ts'
import { startSupabase } from './emulators/supabase-project.ts'
import { openFakeService } from './fake-service.ts'
import { memoryScratch } from './memory-stores.ts'

/** The API on a socket over real tables, with an emulated Supabase project for tokens and objects; only the queue and ffmpeg are fakes. */
export async function openWholeApi() {
  await using opened = new AsyncDisposableStack()
  const fake = opened.use(await openFakeService())
  const stores = opened.use(await openService())
  const project = opened.use(await startSupabase({ pool: stores.pool }))
  const bell = opened.use(await listenForEvents(stores.url))
  const objects = storageObjects({ url: project.url, secretKey: project.secretKey, bucket: 'media' })
  const scratch = memoryScratch(fake.home.path)
  const api = createApi({
    ...fake.parts,
    clock: systemClock,
    verify: tokenVerifier({ supabaseUrl: project.url, clock: systemClock }),
    jobsOf: (claims) => supabaseUserJobs(stores.database, claims),
    objects,
    follow: (job, hear) => bell.on(job, hear),
    checkUpload: uploadChecker({ objects, media: fake.media, scratch, limits: fake.parts.limits }),
  })
  const listening = await listen(api, { port: 0, host: '127.0.0.1' })
  opened.defer(() => {
    fake.closing.abort()
    return listening.drain(AbortSignal.abort())
  })
  const kept = opened.move()
  return {
    fake,
    stores,
    objects,
    url: listening.url,
    supabaseUrl: project.url,
    /** Signs somebody up. @returns their access token. */
    tokenFor: async (email: string): Promise<string> =>
      project.tokenFor(await project.addUser({ email, password: 'a long password' })),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
