#!/usr/bin/env bash
# Rotates the keys of a demo city and is killed at random, again and again: scripts/rotation-faults.sh [KILLS]
# After each kill every sealed value and file must open.
set -euo pipefail
cd "$(dirname "$0")/.."

kills=${1:-50}
binary=${ZIHAO_BINARY:-${CARGO_TARGET_DIR:-target}/debug/zihao}
folder=$(mktemp -d "${TMPDIR:-/tmp}/zihao-rotation.XXXXXX")
trap 'rm -rf "$folder"' EXIT
export ZIHAO_DATA=$folder/demo
"$binary" demo --data "$ZIHAO_DATA" >/dev/null

cut=0
for kill in $(seq "$kills"); do
  "$binary" vault rotate >"$folder/said" 2>&1 &
  sleep "0.$(printf %03d $((RANDOM % 900 + 20)))"
  if kill -9 $! 2>/dev/null; then cut=$((cut + 1)); fi
  wait $! 2>/dev/null || true
  "$binary" vault check >"$folder/checked" || { echo "after kill $kill:"; cat "$folder/checked"; exit 1; }
done
"$binary" vault rotate >/dev/null
"$binary" vault check
"$binary" audit verify >/dev/null
"$binary" roster recount >/dev/null
echo "$kill rotations of a key, $cut of them killed: everything opened after each, and the last was finished"
