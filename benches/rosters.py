#!/usr/bin/python3
"""Runs every way through one roster file and prints their figures side by side: rosters.py FILE PROGRAM PEERS_PYTHON [RUNS]

Each way is a process of its own. CPU is user and system time of the process and its children, memory the highest
resident set; the median of the runs (one for ways over 100 s). PostgreSQL's own CPU is told beside its client's.
"""

import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")
LONG = 100.0


@dataclass
class Run:
    wall: float
    cpu: float
    megabytes: float
    server: float = 0.0


def server_seconds(process):
    """CPU of the PostgreSQL server: its own, and that of the children it has seen end."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(int(field) for field in fields[11:15]) / TICK


def once(command, server):
    before = server_seconds(server) if server else 0.0
    begun = time.monotonic()
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    _, status, usage = os.wait4(child, 0)
    wall = time.monotonic() - begun
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    if server:
        time.sleep(0.5)  # its last child is gone then
    spent = server_seconds(server) - before if server else 0.0
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, spent)


def median(runs):
    return Run(*(statistics.median(getattr(run, field) for run in runs) for field in ("wall", "cpu", "megabytes", "server")))


def ways(file, program, python, folder):
    """Name, command and PostgreSQL process of each way."""
    ours = [program, file, "training", "2025"]
    peers = Path(__file__).parent / "peers"
    yield "inflate alone", [*ours, "inflate"], None
    yield "calamine, bare streaming read", [*ours, "calamine"], None
    yield "zihao: check", [*ours, "check"], None
    yield "zihao: upload, check, seal, store, publish (SQLite)", [*ours, "import"], None
    server = os.environ.get("ZIHAO_TEST_DATABASE_PID")
    if server:
        yield "zihao: the same (PostgreSQL)", [*ours, "postgres"], server
    for name in ("polars_fastexcel", "pandas_openpyxl", "django_import_export"):
        yield name.replace("_", " "), [python, str(peers / f"{name}.py"), file, f"{folder}/peer.sqlite"], None


def main(file, program, python, runs="3"):
    figures = {}
    for name, command, server in ways(file, program, python, tempfile.mkdtemp()):
        done = []
        while len(done) < int(runs) and not (done and done[-1].cpu > LONG):
            for leftover in Path(command[-1]).parent.glob("peer.sqlite*"):
                leftover.unlink()
            if server:
                os.system("psql -q \"$ZIHAO_TEST_DATABASE_URL\" -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public'")
            done.append(once(command, server))
        figures[name] = median(done)
        print(f"{name}: {figures[name].cpu:.2f} s", file=sys.stderr)
    calamine = figures["calamine, bare streaming read"].cpu
    whole = figures["zihao: upload, check, seal, store, publish (SQLite)"].cpu
    print("| way | CPU s | of calamine's | of zihao's whole job | wall s | peak MB |\n|---|---|---|---|---|---|")
    for name, run in figures.items():
        server = f" + {run.server:.2f} server" if run.server else ""
        ratios = f"{run.cpu / calamine:.2f} | {run.cpu / whole:.1f}"
        print(f"| {name} | {run.cpu:.2f}{server} | {ratios} | {run.wall:.2f} | {run.megabytes:.0f} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
