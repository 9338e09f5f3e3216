/**
 * The local database, as numbered steps: step n brings `user_version` from n to n + 1. A step that has been
 * released is never edited. Tables bear the names of the service's. Times are milliseconds since 1970.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE dubbing_jobs (
    id TEXT PRIMARY KEY,
    status TEXT NOT NULL,
    progress REAL NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '',
    code TEXT,
    voice_track_url TEXT NOT NULL,
    folder TEXT NOT NULL,
    request TEXT NOT NULL,
    duration REAL,
    lease_holder TEXT,
    lease_until INTEGER,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
  ) STRICT;

  CREATE TABLE language_tasks (
    job_id TEXT NOT NULL REFERENCES dubbing_jobs(id) ON DELETE CASCADE,
    language_code TEXT NOT NULL,
    position INTEGER NOT NULL,
    status TEXT NOT NULL,
    stage TEXT NOT NULL,
    progress REAL NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '',
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (job_id, language_code)
  ) STRICT;

  CREATE TABLE artifacts (
    job_id TEXT NOT NULL REFERENCES dubbing_jobs(id) ON DELETE CASCADE,
    language_code TEXT NOT NULL,
    artifact_type TEXT NOT NULL,
    path TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    mime_type TEXT NOT NULL,
    checksum TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (job_id, language_code, artifact_type)
  ) STRICT;

  CREATE TABLE job_events (
    id INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES dubbing_jobs(id) ON DELETE CASCADE,
    run INTEGER NOT NULL,
    event_type TEXT NOT NULL,
    event_metadata TEXT NOT NULL,
    created_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX job_events_by_run ON job_events(job_id, run);

  CREATE TABLE memo (
    key TEXT PRIMARY KEY,
    stage TEXT NOT NULL,
    input TEXT NOT NULL,
    answer TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    used_at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX memo_by_stage ON memo(stage, created_at);

  CREATE TABLE memo_blobs (
    key TEXT NOT NULL REFERENCES memo(key) ON DELETE CASCADE,
    digest TEXT NOT NULL,
    PRIMARY KEY (key, digest)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX memo_blobs_by_digest ON memo_blobs(digest);
  `,
  `
  ALTER TABLE language_tasks ADD COLUMN usd REAL NOT NULL DEFAULT 0;
  ALTER TABLE language_tasks ADD COLUMN estimated_usd REAL NOT NULL DEFAULT 0;
  `,
  `
  ALTER TABLE language_tasks ADD COLUMN voices TEXT NOT NULL DEFAULT '[]';
  `,
  `
  CREATE TABLE remote_jobs (
    id TEXT NOT NULL,
    service TEXT NOT NULL,
    wish TEXT,
    status TEXT NOT NULL,
    code TEXT,
    progress REAL NOT NULL DEFAULT 0,
    message TEXT NOT NULL DEFAULT '',
    tasks TEXT NOT NULL DEFAULT '[]',
    source TEXT,
    folder TEXT,
    created_at INTEGER,
    updated_at INTEGER,
    seen_at INTEGER NOT NULL,
    PRIMARY KEY (service, id)
  ) STRICT;
  CREATE INDEX remote_jobs_by_wish ON remote_jobs(service, wish);
  `,
  `
  ALTER TABLE dubbing_jobs ADD COLUMN background_track_url TEXT;
  ALTER TABLE dubbing_jobs ADD COLUMN max_usd REAL;
  ALTER TABLE dubbing_jobs ADD COLUMN stop_asked_at INTEGER;
  ALTER TABLE remote_jobs ADD COLUMN owner TEXT;
  ALTER TABLE remote_jobs ADD COLUMN uploaded_at INTEGER;
  `,
  // How large each blob is, so that the size of all is a sum. Those of before are told by the answers that name them.
  `
  ALTER TABLE memo_blobs ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
  UPDATE memo_blobs SET bytes = coalesce((
    SELECT max(json_extract(memo.answer, tree.path || '.size'))
    FROM memo, json_tree(memo.answer) AS tree
    WHERE memo.key = memo_blobs.key AND tree.key = 'digest' AND tree.atom = memo_blobs.digest
  ), 0);
  DROP INDEX memo_blobs_by_digest;
  CREATE INDEX memo_blobs_by_digest ON memo_blobs(digest, bytes);
  CREATE INDEX memo_by_use ON memo(used_at, key);
  `,
]
