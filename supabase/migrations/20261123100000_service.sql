-- The service's tables. A user sees only their own rows, through the API and through SQL alike, and changes none of them but
-- through the API: quotas rest on them. Memo and blobs are for the service alone.

create table public.users (
  id uuid primary key references auth.users (id) on delete cascade,
  email text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table public.dubbing_jobs (
  id text primary key check (id ~ '^job_[0-9a-f]{12}$'),
  user_id uuid not null references public.users (id) on delete cascade,
  status text not null default 'uploading'
    check (status in ('uploading', 'pending', 'processing', 'generating', 'finalizing', 'complete', 'error')),
  code text,
  progress smallint not null default 0 check (progress between 0 and 100),
  message text not null default '',
  voice_track_url text not null,
  voice_track_name text not null check (length(voice_track_name) between 1 and 255),
  background_track_url text,
  background_track_name text check (length(background_track_name) between 1 and 255),
  -- None where they are not known before the job is submitted.
  target_languages text[] not null check (cardinality(target_languages) <= 50),
  request jsonb,
  duration double precision check (duration >= 0),
  cancel_requested_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  completed_at timestamptz,
  -- When the objects of its tracks were deleted.
  tracks_purged_at timestamptz,
  -- A worker reads these with the service's rights: they lead into the user's own folder and nowhere else.
  constraint voice_track_is_own check (voice_track_url ~ ('^uploads/' || user_id || '/' || id || '/voice_track\.[a-z0-9]{1,5}$')),
  constraint background_track_is_own
    check (background_track_url ~ ('^uploads/' || user_id || '/' || id || '/background_track\.[a-z0-9]{1,5}$')),
  constraint languages_are_known check (request is null or cardinality(target_languages) > 0),
  constraint background_is_whole check ((background_track_url is null) = (background_track_name is null))
);
create index dubbing_jobs_of_user on public.dubbing_jobs (user_id, created_at desc, id);
create index dubbing_jobs_unfinished on public.dubbing_jobs (updated_at) where status not in ('complete', 'error');
create index dubbing_jobs_completed on public.dubbing_jobs (completed_at) where completed_at is not null;
create index dubbing_jobs_with_tracks on public.dubbing_jobs (completed_at)
  where completed_at is not null and tracks_purged_at is null;

-- What counts for the day's quota. It outlives the job: who deletes one has had it dubbed all the same.
create table public.submissions (
  job_id text primary key,
  user_id uuid not null references public.users (id) on delete cascade,
  seconds double precision not null check (seconds >= 0),
  created_at timestamptz not null default now()
);
create index submissions_of_user on public.submissions (user_id, created_at);

create table public.language_tasks (
  id uuid primary key default gen_random_uuid(),
  job_id text not null references public.dubbing_jobs (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  language_code text not null check (length(language_code) between 2 and 35),
  status text not null default 'pending'
    check (status in ('pending', 'processing', 'generating', 'finalizing', 'complete', 'error')),
  code text,
  stage text not null default 'queued'
    check (stage in ('queued', 'stt', 'translating', 'dubbing', 'mixing', 'exporting', 'complete')),
  progress smallint not null default 0 check (progress between 0 and 100),
  message text not null default '',
  worker text,
  heartbeat_at timestamptz,
  usd double precision not null default 0 check (usd >= 0),
  -- What the manifest says of this language, once it has ended.
  outcome jsonb,
  -- The path of the API that leads to the full mix, as long as that is there.
  download_url text,
  started_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  completed_at timestamptz,
  unique (job_id, language_code)
);
create index language_tasks_of_user on public.language_tasks (user_id);
create index language_tasks_unfinished on public.language_tasks (heartbeat_at) where status not in ('complete', 'error');

create table public.artifacts (
  id uuid primary key default gen_random_uuid(),
  job_id text not null references public.dubbing_jobs (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  -- Null for files of all languages together.
  language_task_id uuid references public.language_tasks (id) on delete cascade,
  artifact_type text not null,
  path text not null,
  -- Where it belongs in the job's folder: a person's file name may have characters that a key must not have.
  file text not null check (length(file) between 1 and 1000 and file !~ '^/|(^|/)\.\.(/|$)|\\'),
  bytes bigint not null check (bytes >= 0),
  mime_type text not null,
  checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null default now(),
  purged_at timestamptz,
  unique (job_id, path),
  constraint artifact_is_own check (starts_with(path, 'artifacts/' || user_id || '/' || job_id || '/'))
);
create index artifacts_of_user on public.artifacts (user_id);
create index artifacts_of_task on public.artifacts (language_task_id);
create index artifacts_kept on public.artifacts (job_id) where purged_at is null;

create table public.job_events (
  id bigint generated always as identity primary key,
  job_id text not null references public.dubbing_jobs (id) on delete cascade,
  user_id uuid not null references public.users (id) on delete cascade,
  event_type text not null,
  message text not null default '',
  event_metadata jsonb not null default '{}',
  created_at timestamptz not null default now()
);
create index job_events_of_job on public.job_events (job_id, id);
create index job_events_of_user on public.job_events (user_id);

-- Bytes by their SHA-256, an owner's own: one customer's memo would tell another what the first one dubs.
create table public.blobs (
  user_id uuid not null references public.users (id) on delete cascade,
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  path text not null,
  bytes bigint not null check (bytes >= 0),
  mime_type text not null,
  made_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  primary key (user_id, digest)
);
create index blobs_unused on public.blobs (used_at);

create table public.memo (
  user_id uuid not null references public.users (id) on delete cascade,
  key text not null check (key ~ '^[0-9a-f]{64}$'),
  stage text not null,
  input jsonb not null,
  answer jsonb not null,
  -- The blobs that the answer names.
  blobs text[] not null default '{}',
  made_at timestamptz not null default now(),
  used_at timestamptz not null default now(),
  primary key (user_id, key)
);
create index memo_naming on public.memo using gin (blobs);
create index memo_of_stage on public.memo (user_id, stage, made_at desc);
create index memo_unused on public.memo (used_at);

create function public.touch_updated_at() returns trigger language plpgsql set search_path = '' as $$
begin
  new.updated_at := now();
  return new;
end $$;
create trigger touch before update on public.users for each row execute function public.touch_updated_at();
create trigger touch before update on public.dubbing_jobs for each row execute function public.touch_updated_at();
create trigger touch before update on public.language_tasks for each row execute function public.touch_updated_at();

-- Whoever follows a job listens on one channel and is told which job has news.
create function public.tell_job_event() returns trigger language plpgsql set search_path = '' as $$
begin
  perform pg_notify('ytdub_job_events', new.job_id || ' ' || new.id);
  return null;
end $$;
create trigger tell after insert on public.job_events for each row execute function public.tell_job_event();

create function public.link_full_mix() returns trigger language plpgsql set search_path = '' as $$
begin
  update public.language_tasks task
    set download_url = case when new.purged_at is null
      then '/api/jobs/' || task.job_id || '/download?lang=' || task.language_code || '&type=full' end
    where task.id = new.language_task_id;
  return null;
end $$;
create trigger link after insert or update of purged_at on public.artifacts
  for each row when (new.artifact_type = 'full_mix') execute function public.link_full_mix();

create function public.user_of_account() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  insert into public.users (id, email) values (new.id, new.email)
    on conflict (id) do update set email = excluded.email;
  return null;
end $$;
create trigger ytdub_user after insert or update of email on auth.users
  for each row execute function public.user_of_account();
insert into public.users (id, email) select id, email from auth.users on conflict do nothing;

alter table public.users enable row level security;
alter table public.dubbing_jobs enable row level security;
alter table public.submissions enable row level security;
alter table public.language_tasks enable row level security;
alter table public.artifacts enable row level security;
alter table public.job_events enable row level security;
alter table public.blobs enable row level security;
alter table public.memo enable row level security;

create policy own on public.users for select to authenticated using (id = (select auth.uid()));
create policy see_own on public.dubbing_jobs for select to authenticated using (user_id = (select auth.uid()));
create policy see_own on public.submissions for select to authenticated using (user_id = (select auth.uid()));
create policy see_own on public.language_tasks for select to authenticated using (user_id = (select auth.uid()));
create policy see_own on public.artifacts for select to authenticated using (user_id = (select auth.uid()));
create policy see_own on public.job_events for select to authenticated using (user_id = (select auth.uid()));
create policy see_own on public.blobs for select to authenticated using (user_id = (select auth.uid()));
create policy see_own on public.memo for select to authenticated using (user_id = (select auth.uid()));

-- What is created in public is granted to all API roles by default: taken back, and given as far as it is needed.
revoke all on public.users, public.dubbing_jobs, public.submissions, public.language_tasks, public.artifacts,
  public.job_events, public.blobs, public.memo from anon, authenticated;
revoke all on sequence public.job_events_id_seq from anon, authenticated;
revoke execute on function public.touch_updated_at(), public.tell_job_event(), public.link_full_mix(), public.user_of_account()
  from public, anon, authenticated, service_role;
grant select on public.users, public.dubbing_jobs, public.submissions, public.language_tasks, public.artifacts,
  public.job_events to authenticated;
grant all on public.users, public.dubbing_jobs, public.submissions, public.language_tasks, public.artifacts,
  public.job_events, public.blobs, public.memo to service_role;
grant usage on sequence public.job_events_id_seq to service_role;

-- One private bucket. uploads/{user}/{job}/…: the user's own, to write once and to read; artifacts/{user}/{job}/…: to read.
-- Everything else, blobs/{user}/… among it, is the service's alone.
-- 8 GiB an object: a video track of 5 GiB, as much as the API takes, with its dubbed sound beside. The project's own limit holds too.
insert into storage.buckets (id, name, public, file_size_limit) values ('media', 'media', false, 8589934592)
  on conflict (id) do nothing;
create policy ytdub_see_bucket on storage.buckets for select to authenticated using (id = 'media');
create policy ytdub_read_own on storage.objects for select to authenticated
  using (
    bucket_id = 'media'
    and (storage.foldername(name))[1] in ('uploads', 'artifacts')
    and (storage.foldername(name))[2] = (select auth.uid())::text
  );
create policy ytdub_upload_own on storage.objects for insert to authenticated
  with check (
    bucket_id = 'media'
    and exists (
      select from public.dubbing_jobs job
      where job.user_id = (select auth.uid()) and job.status = 'uploading'
        and objects.name in (job.voice_track_url, job.background_track_url)
    )
  );
