#!/bin/bash
# Run once, when the cluster is made: the owner changes the schema, the application only reads and writes rows.
set -eu
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
  --set owner_password="$DATABASE_OWNER_PASSWORD" --set app_password="$DATABASE_APP_PASSWORD" <<'SQL'
CREATE ROLE cmsic_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE cmsic_app LOGIN PASSWORD :'app_password';
CREATE DATABASE cmsic OWNER cmsic_owner TEMPLATE template0;
SQL
