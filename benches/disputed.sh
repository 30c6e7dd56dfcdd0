#!/usr/bin/env bash
# A page of people in doubt of one training roster, 5,000 of whom another brand claims too: benches/disputed.sh ROWS.
# What it is compared with: benches/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
rows=${1:?usage: benches/disputed.sh ROWS}
target=${CARGO_TARGET_DIR:-target}
folder=$target/bench-rosters
mkdir -p "$folder"
for size in "$rows" 5000; do
  file=$folder/plain-$size.xlsx
  # The same people in the same order: the smaller file is the beginning of the larger one.
  [ -f "$file" ] || /usr/bin/python3 e2e/fixtures/rosters.py training "$file" --rows "$size"
done
exec "$target/release/examples/roster_bench" "$folder/plain-$rows.xlsx" training 2025 "disputed=$folder/plain-5000.xlsx"
