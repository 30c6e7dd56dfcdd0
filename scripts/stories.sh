#!/usr/bin/env bash
# Tells the browser stories: scripts/stories.sh [stories/FILE.mjs …]   (default: all)
# The demo city is made once; every file of stories works on its own copy of it.
set -euo pipefail
cd "$(dirname "$0")/../e2e"

# npm runs again only when the lock file has changed since it last did.
if ! cmp -s package-lock.json node_modules/.zihao-lock; then
  npm ci --no-audit --no-fund
  cp package-lock.json node_modules/.zihao-lock
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/zihao-stories.XXXXXX")
trap 'rm -rf "$folder"' EXIT
binary=${ZIHAO_BINARY:-${CARGO_TARGET_DIR:-../target}/debug/zihao}
"$binary" demo --data "$folder/demo" >/dev/null
rm -rf test-results

[ $# -gt 0 ] || set -- stories/*.mjs
ZIHAO_STORY_DEMO=$folder/demo node --test --test-concurrency=2 --test-reporter=spec "$@"
