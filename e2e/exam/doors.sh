#!/usr/bin/env bash
# Runs the scripts named, or all, over one demo city; goes on after a fault and ends with 1 where there was one.
#   e2e/exam/doors.sh [NAME…]
set -euo pipefail
cd "$(dirname "$0")/../.."

EXAM_CACHE=$(mktemp -d "${TMPDIR:-/tmp}/zihao-exam-city.XXXXXX")
export EXAM_CACHE
trap 'rm -rf "$EXAM_CACHE"' EXIT
[ $# -gt 0 ] || set -- doors_disk doors_memory record_torn migration_kill
worst=0
for name in "$@"; do
  echo "== $name"
  /usr/bin/python3 "e2e/exam/$name.py" || worst=1
done
exit $worst
