#!/usr/bin/env python3
"""Tries: the last line of checkpoints.jsonl without its newline, cut in half, garbage or half a line behind it, a file of
half a line; then serve, an act, stop, backup, verify.

Right: serve and backup work each time, verify tells what is torn before a new checkpoint is taken and is content after.
"""
from lib import *

begin(240)


def cut(file, n):
    os.truncate(file, os.path.getsize(file) - n)


def behind(file, text):
    with open(file, "a") as out:
        out.write(text)


TORN = [
    ("newline of the last line missing", lambda file: cut(file, 1), False),
    ("last line cut in half", lambda file: cut(file, os.path.getsize(file) // 2), True),
    ("half a second line", lambda file: behind(file, '{"at":17578980'), True),
    ("an empty line at the end", lambda file: behind(file, "\n"), True),
    ("a line that is no JSON", lambda file: behind(file, "not json\n"), True),
    ("an empty file", lambda file: os.truncate(file, 0), False),
]
for name, tear, told in TORN:
    data = city()
    file = data + "/checkpoints.jsonl"
    tear(file)
    code, said = zihao(["audit", "verify"], data)
    speaks = file in said and not re.search(r"line \d+ column|expected", said)
    check(f"{name}: verify goes on and tells of it", code == 0 and (speaks or not told), said[-140:])
    serve = Serve(data, ready=8)
    check(f"{name}: serve starts", serve.up, "" if serve.up else serve.said())
    if serve.up:
        answer = unit_checked(serve, data)
        if answer is None:
            void(f"{name}: an act is taken", "the page has no such form")
        else:
            check(f"{name}: an act is taken", answer.status == 303, answer.status)
        serve.stop()  # takes a checkpoint
        serve = Serve(data, ready=8)
        check(f"{name}: starts again after an act", serve.up, "" if serve.up else serve.said())
        serve.stop()
    backup = path(f"{len(name)}.tar")
    code, said = zihao(["backup", backup], data)
    check(f"{name}: backup", code == 0, said[-140:])
    os.path.exists(backup) and os.remove(backup)
    code, said = zihao(["audit", "verify"], data)
    check(f"{name}: mended by the checkpoints since", code == 0 and file not in said, said[-140:])
finish()
