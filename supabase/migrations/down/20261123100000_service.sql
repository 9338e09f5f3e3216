-- Lost are all jobs with their tasks, events and lists of artifacts, and the memo of what was worked out, of every user.
-- Accounts stay, and so do the files in Storage: with any in it, the bucket stays too.
drop policy if exists ytdub_upload_own on storage.objects;
drop policy if exists ytdub_read_own on storage.objects;
drop policy if exists ytdub_see_bucket on storage.buckets;
-- Storage guards its tables against SQL that would leave bytes behind; of an empty bucket there are none.
select set_config('storage.allow_delete_query', 'true', true);
delete from storage.buckets where id = 'media' and not exists (select from storage.objects where bucket_id = 'media');
select set_config('storage.allow_delete_query', '', true);
-- With its trigger on auth.users: only the table's owner may drop that by itself.
drop function public.user_of_account() cascade;
drop table public.memo;
drop table public.blobs;
drop table public.job_events;
drop table public.artifacts;
drop table public.language_tasks;
drop table public.submissions;
drop table public.dubbing_jobs;
drop table public.users;
drop function public.tell_job_event();
drop function public.link_full_mix();
drop function public.touch_updated_at();
