#!/usr/bin/env python3
"""Tries: an installation is founded and killed at up to 40 places: at the n-th write (strace), or without strace after
random times; two that found it at once; a database that a newer program was at.

Right: the second `migrate` finishes, and verify says whole, whatever the place; a newer database is told in Chinese.
"""
from lib import *

begin(300)
work = path("work")
CALLS = "pwrite64,fdatasync,fsync,unlink,rename,link,ftruncate"


def fresh():
    shutil.rmtree(work, ignore_errors=True)


def goes_on():
    """What is wrong after `migrate` once more; nothing where all is well."""
    code, said = zihao(["migrate"], work)
    if code:
        return said[-90:]
    code, said = zihao(["audit", "verify"], work)
    return said[-90:] if code else None


fresh()
began = time.time()
wrong = goes_on()
full = time.time() - began
check("an installation is founded", wrong is None, wrong or f"{full:.2f} s with its verification")

strace, places = shutil.which("strace"), []
if strace:
    fresh()
    trace = [strace, "-f", "-qq", "-o", path("trace"), "-e", "trace=" + CALLS, BIN, "migrate"]
    traced = subprocess.run(trace, env=environment(work), capture_output=True)
    # strace counts each thread apart, so places are taken up to the busiest one's number.
    by_thread = {}
    with open(path("trace"), errors="replace") as lines:
        for line in lines:
            by_thread[line.split()[0]] = by_thread.get(line.split()[0], 0) + 1
    most = max(by_thread.values(), default=0)
    places = sorted({max(1, round(most * (i + 1) / 40)) for i in range(40)}) if traced.returncode == 0 else []
by_time = not places
if by_time:
    places = [full * (0.1 + 0.9 * i / 40) for i in range(40)]

stuck, killed = {}, 0
for place in places:
    fresh()
    if by_time:
        process = start(["migrate"], work)
        time.sleep(place)
        killed += process.poll() is None
        process.kill()
        process.wait()
    else:
        inject = f"inject={CALLS}:signal=KILL:when={place}"
        command = [strace, "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + CALLS, "-e", inject, BIN, "migrate"]
        killed += subprocess.run(command, env=environment(work), capture_output=True).returncode != 0
    wrong = goes_on()
    if wrong:
        stuck.setdefault(wrong, []).append(place)
how = "by time" if by_time else "at the n-th write"
check(f"{killed} kills of {len(places)} in migrate, {how}: the next one finishes", killed and not stuck,
      "; ".join(f"{len(at)} times {wrong}" for wrong, at in stuck.items()))

fresh()
programs = [start(["migrate"], work) for _ in range(3)]
codes = [process.wait(60) for process in programs]
wrong = goes_on()
check("three at once", codes == [0, 0, 0] and wrong is None, wrong or f"exits {codes}")

connection = sqlite3.connect(work + "/zihao.sqlite")
connection.execute("insert into seaql_migrations values('m9999_future',1)")
connection.commit()
connection.close()
for command in ("migrate", "serve", "backup"):
    code, said = zihao([command], work, timeout=20)
    told = code not in (0, 124) and re.search(r"[一-鿿]{4}", said) and "migration" not in said.lower()
    check(f"{command} tells of a database that a newer program was at", told, said[-120:])
finish()
