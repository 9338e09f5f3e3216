-- The job that an answer was worked out for; answers outlive jobs.
alter table public.memo add column made_for text;
