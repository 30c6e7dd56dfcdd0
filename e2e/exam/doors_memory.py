#!/usr/bin/env python3
"""Tries: wrong passwords, 40 one by one, 80 by 8 at once, 200 by 64.

Right: all are answered, never over 128 MB, and 15 s after the last at most 64 MB.
"""
from lib import *

begin(180)
serve = Serve(city())
seen = [f"start {serve.memory()[0]}"]


def wrong(i):
    body = urlencode({"account": f"n{i}", "password": "wrong-wrong"}).encode()
    headers = {"Origin": serve.base, "Content-Type": "application/x-www-form-urlencoded"}
    return ask(serve.base, "POST", SIGN_IN, body, headers).status


for n, at_once in ((40, 1), (80, 8), (200, 64)):
    began = time.time()
    answers = together(wrong, range(n), at_once)
    seen.append(f"{n} by {at_once}: {serve.memory()[0]} MB, {time.time() - began:.1f} s")
    good = all(isinstance(answer, int) and answer < 500 for answer in answers)
    check(f"{n} tries by {at_once} are answered", good, sorted({str(answer) for answer in answers}))
time.sleep(15)
now, most = serve.memory()
check("most memory under wrong passwords <= 128 MB", most <= 128, f"{most} MB; " + ", ".join(seen))
check("memory 15 s later <= 64 MB", now <= 64, f"{now} MB")
serve.stop()
finish()
