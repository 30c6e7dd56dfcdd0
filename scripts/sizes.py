#!/usr/bin/env python3
"""Sizes of the Rust code, and the bounds they keep: `make sizes`.

Of the program's functions nine in ten have at most 24 lines, and none more than 90; no file has more than 400 lines.
Comments, strings and what is compiled for tests alone (`#[cfg(test)]`) count for no function and no file; a file of tests
is a file. Prints the figures; ends with 1 and names every place that breaks a bound.
"""

import pathlib
import re
import sys

P90, LONGEST, FILE = 24, 90, 400
ROOT = pathlib.Path(__file__).resolve().parent.parent

# What may hold a brace or the word `fn` without meaning it; a lifetime is no character.
QUIET = re.compile(
    r"""//[^\n]*
      | /\*
      | b?c?r(?P<hashes>\#*)" .*? "(?P=hashes)
      | [bc]?" (?: \\. | [^"\\] )* "
      | b?' (?: \\ (?: x[0-9a-fA-F]{2} | u\{[0-9a-fA-F_]+\} | . ) | [^'\\\n] ) '""",
    re.VERBOSE | re.DOTALL,
)
COMMENT = re.compile(r"/\*|\*/")
TEST_ONLY = re.compile(r"#\[cfg\(test\)\]")
FUNCTION = re.compile(r"\bfn\s+(?:r\#)?([A-Za-z_]\w*)")
OPEN, CLOSE = "([{", ")]}"


def bare(source):
    """The source with comments and literals blanked; every line and column stays."""
    out, at = [], 0
    while found := QUIET.search(source, at):
        start, end = found.span()
        if found.group() == "/*":
            end, depth = start + 2, 1
            while depth and (mark := COMMENT.search(source, end)):
                depth += 1 if mark.group() == "/*" else -1
                end = mark.end()
            if depth:
                end = len(source)
        out += [source[at:start], re.sub(r"[^\n]", " ", source[start:end])]
        at = end
    return "".join(out) + source[at:]


def end_of_item(text, at):
    """Where the item that begins here ends: after its `;`, or after the brace that closes its body."""
    depth = 0
    for place in range(at, len(text)):
        mark = text[place]
        if mark in OPEN:
            depth += 1
        elif mark in CLOSE:
            depth -= 1
            if depth == 0 and mark == "}":
                return place + 1
        elif mark == ";" and depth == 0:
            return place + 1
    return len(text)


def without_tests(text):
    """The text without what is compiled for tests alone, and the names of modules for tests in files of their own."""
    kept, modules, at = [], set(), 0
    while found := TEST_ONLY.search(text, at):
        end = end_of_item(text, found.end())
        kept.append(text[at : found.start()])
        modules.update(re.findall(r"\bmod\s+(\w+)\s*;", text[found.start() : end]))
        at = end
    return "".join(kept) + text[at:], modules


def functions(text):
    """Name and length of every function that has a body, from `fn` to the closing brace."""
    for found in FUNCTION.finditer(text):
        end = end_of_item(text, found.end())
        if text[end - 1] == "}":
            yield found.group(1), text.count("\n", found.start(), end) + 1


def share(lengths, percent):
    """The length that so many percent do not exceed."""
    return sorted(lengths)[max(0, -(-len(lengths) * percent // 100) - 1)]


def main():
    sources = sorted(path for folder in ("crates", "fuzz") for path in (ROOT / folder).rglob("*.rs"))
    sources = [path for path in sources if "target" not in path.relative_to(ROOT).parts]
    texts = {path: bare(path.read_text(encoding="utf-8")) for path in sources}
    tests = {path for path in sources if "tests" in path.relative_to(ROOT).parts}
    programs = {}
    for path, text in texts.items():
        programs[path], modules = without_tests(text)
        home = path.parent if path.name in ("lib.rs", "main.rs", "mod.rs") else path.with_suffix("")
        for name in modules:
            tests |= {home / f"{name}.rs"} | set((home / name).rglob("*.rs"))
    lengths, sizes, broken = [], [], []
    for path, text in programs.items():
        name = path.relative_to(ROOT)
        lines = len(text.rstrip("\n").split("\n"))
        sizes.append(lines)
        if lines > FILE:
            broken.append(f"{name}: {lines} lines, at most {FILE}")
        if path in tests:
            continue
        for function, length in functions(text):
            lengths.append(length)
            if length > LONGEST:
                broken.append(f"{name}: {function} has {length} lines, at most {LONGEST}")
    p90 = share(lengths, 90)
    if p90 > P90:
        broken.append(f"functions: nine in ten have up to {p90} lines, at most {P90}")
    print(f"functions: {len(lengths)}, lines: median {share(lengths, 50)}, p90 {p90}, longest {max(lengths)}")
    print(f"files: {len(sizes)}, lines: median {share(sizes, 50)}, p90 {share(sizes, 90)}, longest {max(sizes)}")
    print("\n".join(broken), file=sys.stderr, end="\n" if broken else "")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
