#!/usr/bin/python3
"""A city of many rows of each kind: every page opens for everybody who may see it, every list leaves whole, the record
verifies, and a backup becomes the same city again.

    large_city.py [ROWS]     40,000 unless told
"""

import csv
import io
import os
import re
import sys
import time
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import lib

ROWS = int(sys.argv[1]) if len(sys.argv) > 1 else 40_000
# Looks at one kind of address (numbers and questions aside) by one person.
LOOKS = 3
# A page takes longer only where it does what it should not.
SECONDS = 2.0
# Addresses that give a file drawn on the spot, or end the session.
NOT_PAGES = re.compile(r"^/(sign-out|assets|files)|/(export\.\w+|archive|template[./].*|form)$")
# Whoever looks: a person of each kind in the demo.
LOOKING = (None, "admin1", "auditor1", "city1", "finance1", "jinjiang1", "xieyang")
LISTS = {"/desk/export.csv?tab=all": ROWS, "/desk/money/export.csv": ROWS // 3, "/desk/units/export.csv": ROWS,
         "/desk/objections/export.csv": ROWS // 4, "/desk/rights/export.csv": ROWS // 4}


class Links(HTMLParser):
    def __init__(self, at):
        super().__init__()
        self.at, self.found = at, []

    def handle_starttag(self, tag, attributes):
        href = dict(attributes).get("href")
        if tag == "a" and href:
            self.found.append(urldefrag(urljoin(self.at, href))[0])


def kind(at):
    """An address without its numbers and questions; which questions are asked is kept."""
    asked = urlsplit(at)
    names = sorted(pair.split("=")[0] for pair in asked.query.split("&") if pair)
    return re.sub(r"\d+", "#", asked.path) + ("?" + "&".join(names) if names else "")


def walk(who, look, begin):
    """Everything that is linked, a few of each kind; what did not open, and the slowest."""
    waiting, met, looks, wrong, slowest = list(begin), set(begin), {}, [], (0.0, "")
    while waiting:
        at = waiting.pop(0)
        if NOT_PAGES.search(urlsplit(at).path) or looks.get(kind(at), 0) >= LOOKS:
            continue
        looks[kind(at)] = looks.get(kind(at), 0) + 1
        began = time.monotonic()
        answer = look(at)
        took = time.monotonic() - began
        slowest = max(slowest, (took, at))
        if answer.status in (302, 303):
            answer.html = f'<a href="{answer.headers["location"]}">'
        elif answer.status != 200:
            wrong.append(f"{at} {answer.status}")
        if took > SECONDS:
            wrong.append(f"{at} {took:.1f} s")
        links = Links(at)
        links.feed(answer.html)
        for link in links.found:
            if link.startswith("/") and link not in met:
                met.add(link)
                waiting.append(link)
    lib.check(f"every page opens for {who or 'everybody'}", not wrong and len(looks) > 3,
              f"{sum(looks.values())} looks at {len(looks)} kinds, slowest {slowest[0]:.2f} s {slowest[1]}; {'; '.join(wrong[:8])}")


def lists(city):
    for at, least in LISTS.items():
        answer = city.ask("GET", at)
        rows = sum(1 for _ in csv.reader(io.StringIO(answer.html))) - 1 if answer.status == 200 else 0
        lib.check(f"{at} leaves whole", rows >= least, f"{answer.status}, {rows} rows of at least {least}")


def main():
    lib.begin(3_000)
    data = lib.path("city")
    code, said = lib.zihao(["demo", "--data", data, "--rows", str(ROWS)], None, timeout=1_500)
    if code:
        lib.check("the city can be made", False, said[-300:])
        lib.finish()
    people = {one["user"]: one["password"] for one in lib.sign_ins(data)}
    serve = lib.Serve(data)
    for user in LOOKING:
        if user is None:
            walk(user, lambda at: lib.ask(serve.base, "GET", at), ["/", "/brands", "/notices"])
        elif user in people:
            client = lib.Client(serve.base, user, people[user])
            home = {"admin1": "/admin", "xieyang": "/unit"}.get(user, "/desk")
            walk(user, lambda at, client=client: client.ask("GET", at), [home])
        else:
            lib.void(f"every page opens for {user}", "nobody of that name in the demo")
    lists(lib.Client(serve.base, "city1", people["city1"]))
    lib.check("memory", serve.memory()[1] < 400, f"{serve.memory()} MB now and at most")
    serve.stop()
    whole("the record", data)
    again(data)
    lib.finish()


def whole(name, data):
    code, said = lib.zihao(["audit", "verify"], data, timeout=300)
    lib.check(f"{name} verifies", code == 0, said[-160:])


def again(data):
    backup, other = lib.path("backup.tar"), lib.path("again")
    code, said = lib.zihao(["backup", backup], data, timeout=300)
    lib.check("a backup is taken", code == 0, said[-160:])
    os.makedirs(other)
    keys = next(name for name in os.listdir(data) if "key" in name)
    with open(os.path.join(data, keys), "rb") as file, open(os.path.join(other, keys), "wb") as copy:
        copy.write(file.read())
    os.chmod(os.path.join(other, keys), 0o600)
    code, said = lib.zihao(["restore", backup], other, timeout=300)
    lib.check("it becomes a city again, whose record verifies", code == 0, said[-160:])
    count = "select count(*), max(position) from event"
    lib.check("of as many events", lib.sql(data, count) == lib.sql(other, count), lib.sql(other, count))


main()
