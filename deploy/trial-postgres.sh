#!/bin/sh
# Run once by the Postgres image, after supabase/bootstrap.sql, which makes the role `postgres` without a password.
set -eu
psql --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" --set ON_ERROR_STOP=1 --set password="$POSTGRES_PASSWORD" <<'SQL'
alter role postgres password :'password';
SQL
