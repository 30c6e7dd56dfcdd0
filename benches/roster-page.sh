#!/usr/bin/env bash
# One training roster through `zihao roster check`, then through the page: benches/roster-page.sh ROWS
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${1:?usage: benches/roster-page.sh ROWS}
target=$(realpath -m "${CARGO_TARGET_DIR:-target}")
folder=$target/bench-rosters
file=$folder/filed-$rows.xlsx
mkdir -p "$folder"
# The demo city lives in September 2025: nothing in the file is later.
[ -f "$file" ] || /usr/bin/python3 e2e/fixtures/rosters.py training "$file" --rows "$rows" --faults all=20 --until 2025-09-12
cmp -s e2e/package-lock.json e2e/node_modules/.zihao-lock || { (cd e2e && npm ci --no-audit --no-fund && cp package-lock.json node_modules/.zihao-lock); }

/usr/bin/python3 - "$target/debug/zihao" roster check "$file" --ledger training --year 2025 --format json <<'END'
import os, sys, time
begun = time.monotonic()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
_, status, usage = os.wait4(child, 0)
assert os.waitstatus_to_exitcode(status) == 1, "the file has faults"
cpu = usage.ru_utime + usage.ru_stime
print(f"zihao roster check: CPU {cpu:.2f} s, wall {time.monotonic() - begun:.2f} s, peak {usage.ru_maxrss // 1024} MB")
END
CARGO_TARGET_DIR=$target node --test-reporter=spec benches/through-the-page.mjs "$file" training 2025
