-- Lost is which job each answer was worked out for: what a job that is under way has asked so far counts as known before.
update public.language_tasks set code = 'interrupted' where code = 'cancelled';
update public.dubbing_jobs set code = 'interrupted' where code = 'cancelled';
alter table public.memo drop column made_for;
