#!/usr/bin/env python3
"""Fails, naming the package, where a dependency's licence is not one we may ship or test with."""

import json
import re
import subprocess
import sys
from pathlib import Path

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "CDLA-Permissive-2.0",
    "ISC", "MIT", "MIT-0", "MPL-2.0", "Unicode-3.0", "Unlicense", "Zlib",
}
ROOT = Path(__file__).resolve().parent.parent


def allowed(expression):
    """Whether an SPDX expression can be met by ALLOWED. The old `A/B` means OR; an exception (WITH) only adds rights."""
    tokens = re.findall(r"[()]|[^\s()]+", expression.replace("/", " OR "))
    terms, skip = [], False
    for token in tokens:
        if skip:
            skip = False
        elif token == "WITH":
            skip = True
        elif token in ("(", ")"):
            terms.append(token)
        elif token in ("AND", "OR"):
            terms.append(token.lower())
        else:
            terms.append(str(token in ALLOWED))
    return bool(terms) and eval(" ".join(terms))  # only True, False, and, or, brackets are left


def crates():
    """Each crate of the locked graph from a registry, with its licence."""
    command = ["cargo", "metadata", "--locked", "--format-version", "1"]
    graph = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)
    return [(f"{p['name']} {p['version']}", p["license"] or "") for p in graph["packages"] if p["source"]]


def npm_packages():
    """Each package of the browser stories' lock file, with its licence."""
    lock = json.loads((ROOT / "e2e/package-lock.json").read_text())
    return [(f"{path} {p['version']}", p.get("license", "")) for path, p in lock["packages"].items() if path]


def main():
    packages = crates() + npm_packages()
    refused = [(name, licence) for name, licence in packages if not allowed(licence)]
    for name, licence in refused:
        print(f"{name}: {licence or 'no licence stated'} is not on the list in scripts/licences.py", file=sys.stderr)
    print(f"licences: {len(packages)} packages, {len(refused)} refused")
    sys.exit(1 if refused else 0)


if __name__ == "__main__":
    main()
