#!/usr/bin/env bash
# Runs a command against a PostgreSQL of its own, on a free port and in a temporary folder, gone afterwards.
#   scripts/with-postgres.sh cargo nextest run
# The command finds the server in ZIHAO_TEST_DATABASE_URL (user postgres, no password, may create databases), and its
# process in ZIHAO_TEST_DATABASE_PID. ZIHAO_POSTGRES names the folder of another PostgreSQL than the newest installed.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: scripts/with-postgres.sh COMMAND…" >&2; exit 2; }

bin=$(find "${ZIHAO_POSTGRES:-/usr/lib/postgresql}" -path '*/bin/initdb' -printf '%h\n' 2>/dev/null | sort -V | tail -1)
[ -x "$bin/initdb" ] || { echo "PostgreSQL is missing: scripts/install.sh test" >&2; exit 1; }
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
folder=$(mktemp -d "${TMPDIR:-/tmp}/zihao-postgres.XXXXXX")

# PostgreSQL refuses to run as root; Debian's package brings a user for it, who may not read everybody's folders.
as_postgres=()
if [ "$(id -u)" -eq 0 ]; then
  if [ -n "${ZIHAO_POSTGRES:-}" ]; then
    cp -r "$ZIHAO_POSTGRES" "$folder/programs"
    bin=$folder/programs${bin#"$ZIHAO_POSTGRES"}
  fi
  chown -R postgres: "$folder"
  as_postgres=(runuser -u postgres --)
fi
postgres() { (cd "$folder" && "${as_postgres[@]}" "$bin/$@"); }

stop() {
  postgres pg_ctl -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

postgres initdb -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
# Nothing here outlives the run, so nothing waits for the disk.
settings="-p $port -k $folder -c listen_addresses=127.0.0.1 -c max_connections=300"
settings+=" -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c jit=off"
postgres pg_ctl -D "$folder/data" -w -l "$folder/log" -o "$settings" start >/dev/null || { cat "$folder/log" >&2; exit 1; }

export ZIHAO_TEST_DATABASE_URL="postgres://postgres@127.0.0.1:$port/postgres"
ZIHAO_TEST_DATABASE_PID=$(head -1 "$folder/data/postmaster.pid")
export ZIHAO_TEST_DATABASE_PID
# Backups call pg_dump and pg_restore, which must not be older than the server.
PATH=$bin:$PATH "$@"
