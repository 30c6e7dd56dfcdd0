#!/usr/bin/env bash
# One roster file through every way of reading it: benches/rosters.sh ROWS [RUNS]. Figures in benches/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${1:?usage: benches/rosters.sh ROWS [RUNS]}
target=${CARGO_TARGET_DIR:-target}
folder=$target/bench-rosters
mkdir -p "$folder"

# What a city would use instead, in versions of their own.
if ! cmp -s benches/peers/requirements.txt "$folder/peers/requirements.txt"; then
  /usr/bin/python3 -m venv "$folder/peers"
  "$folder/peers/bin/pip" install --quiet --requirement benches/peers/requirements.txt
  cp benches/peers/requirements.txt "$folder/peers/"
fi
file=$folder/$rows.xlsx
[ -f "$file" ] || /usr/bin/python3 e2e/fixtures/rosters.py training "$file" --rows "$rows" --faults all=20
exec scripts/with-postgres.sh /usr/bin/python3 benches/rosters.py \
  "$file" "$target/release/examples/roster_bench" "$folder/peers/bin/python" "${2:-3}"
