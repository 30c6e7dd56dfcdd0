#!/usr/bin/env bash
# Installs what a step of the Makefile needs and this machine lacks, from Debian's packages.
#   scripts/install.sh build   a C compiler; checks for Rust, which only its own installer brings
#   scripts/install.sh run     build, and the Chinese fonts that papers are set in
#   scripts/install.sh test    run, and PostgreSQL, Node, Chromium, Python with openpyxl
#   scripts/install.sh bench   test, and what the peers of the measurements are installed with
set -euo pipefail

step=${1:?usage: scripts/install.sh build|run|test|bench}
missing=()

has() { command -v "$1" >/dev/null 2>&1; }
has_file() { compgen -G "$1" >/dev/null; }
want() { missing+=("$@"); }

need_build() {
  has cargo || {
    echo "Rust is missing. Install it as https://rustup.rs describes, then run this command again." >&2
    exit 1
  }
  has cc || want gcc libc6-dev
}

need_run() {
  need_build
  has_file '/usr/share/fonts/*/noto/NotoSerifCJK*' || want fonts-noto-cjk
}

need_test() {
  need_run
  has_file /usr/bin/python3 || want python3
  /usr/bin/python3 -c 'import openpyxl' 2>/dev/null || want python3-openpyxl
  has_file '/usr/lib/postgresql/*/bin/initdb' || want postgresql
  has chromium || want chromium
  has node || want nodejs
  has npm || want npm
}

need_bench() {
  need_test
  /usr/bin/python3 -c 'import ensurepip' 2>/dev/null || want python3-venv
}

case $step in
  build | run | test | bench) "need_$step" ;;
  *) echo "Unknown step: $step. It is one of build, run, test, bench." >&2; exit 2 ;;
esac
[ ${#missing[@]} -gt 0 ] || exit 0

can_install() {
  has apt-get || return 1
  [ "$(id -u)" -eq 0 ] || { has sudo && { [ -t 0 ] || sudo -n true 2>/dev/null; }; }
}
can_install || {
  echo "This machine lacks: ${missing[*]}. Install them as root, then run this command again:" >&2
  echo "  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
}
echo "Installing ${missing[*]}"
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)
apt() { "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 "$@"; }
apt update -qq
apt install -y -qq --no-install-recommends "${missing[@]}"
