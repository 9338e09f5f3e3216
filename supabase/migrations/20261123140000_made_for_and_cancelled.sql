-- The job that an answer was worked out for; answers outlive jobs.
alter table public.memo add column made_for text;
-- What a person has cancelled says so.
update public.dubbing_jobs set code = 'cancelled' where code = 'interrupted' and message = 'cancelled';
update public.language_tasks set code = 'cancelled' where code = 'interrupted' and message = 'cancelled';
