#!/usr/bin/python3
"""What a page costs: CPU of the server a request, as a multiple of its own /healthz in the same run.

benches/pages.py BINARY DATA ROWS: serves DATA (made by `BINARY demo --rows ROWS` where it is missing), signs in as the people
of the demo, asks for every page over 50 connections without compression and prints a table. CPU is what the kernel counts
for every thread of the server (schedstat); the client is another process."""

import http.client, json, os, re, socket, subprocess, sys, threading, time, urllib.parse

CONNECTIONS = 50
PORT = 18_980


def cpu(pid):
    """Nanoseconds that every thread of a process has run."""
    total = 0
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            total += int(open(f"/proc/{pid}/task/{task}/schedstat").read().split()[0])
        except FileNotFoundError:
            pass
    return total


def memory(pid, what="VmHWM"):
    return int(re.search(what + r":\s+(\d+)", open(f"/proc/{pid}/status").read()).group(1)) // 1024


def get(connection, path, headers):
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer, answer.read()


def ask(pid, path, cookie, seconds=2.0, headers=None):
    """CPU a request in microseconds, bytes of an answer, requests done."""
    headers = dict(headers or {})
    if cookie:
        headers["Cookie"] = cookie
    done, size, wrong = [0] * CONNECTIONS, [0], []
    until = time.monotonic() + seconds

    def one(nth):
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        while time.monotonic() < until:
            answer, body = get(connection, path, headers)
            if answer.status not in (200, 304):
                wrong.append(answer.status)
                return
            size[0] = len(body)
            done[nth] += 1

    before = cpu(pid)
    threads = [threading.Thread(target=one, args=(nth,)) for nth in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong or not sum(done):
        return None
    return (cpu(pid) - before) / 1_000 / sum(done), size[0], sum(done)


def sign_in(user, password):
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    answer, body = get(connection, "/sign-in", {})
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    key = re.search(r'name="key" value="([^"]*)"', body.decode())
    form = urllib.parse.urlencode({"account": user, "password": password, "key": key.group(1) if key else ""})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    if cookie:
        headers["Cookie"] = cookie
    connection.request("POST", "/sign-in", form, headers)
    answer = connection.getresponse()
    answer.read()
    cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    session = [one for one in cookies if one.split("=")[0].endswith("zihao")]
    if not session:
        raise SystemExit(f"{user} cannot sign in: {answer.status}")
    return session[0]


def first(path, cookie, pattern):
    """The first address of a kind on a page."""
    _, body = get(http.client.HTTPConnection("127.0.0.1", PORT), path, {"Cookie": cookie} if cookie else {})
    found = re.search(pattern, body.decode())
    return found.group(1) if found else None


def main(binary, data, rows):
    if not os.path.exists(data):
        began = time.monotonic()
        subprocess.run([binary, "demo", "--data", data, "--rows", str(rows)], check=True, stdout=subprocess.DEVNULL)
        print(f"made in {time.monotonic() - began:.0f} s")
    people = json.load(open(f"{data}/sign-ins.json"))
    server = subprocess.Popen([binary, "serve"], env={**os.environ, "ZIHAO_DATA": data, "ZIHAO_LISTEN": f"127.0.0.1:{PORT}"},
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", PORT)).close()
                break
            except OSError:
                time.sleep(0.1)
        measure(server.pid, people)
    finally:
        server.terminate()
        server.wait()


def measure(pid, people):
    def who(user):
        return sign_in(user, next(one["password"] for one in people if one["user"] == user))

    city, unit, county, auditor = who("city1"), who("xieyang"), who("jinjiang1"), who("auditor1")
    application = first("/desk?tab=all", city, r'href="(/desk/applications/\d+)"')
    public = [("home", "/", 12), ("library", "/brands", 12),
              ("brand", first("/brands", None, r'href="(/brands/\d+)"'), 12), ("notices", "/notices", 12),
              ("notice", first("/notices", None, r'href="(/notices/\d+)"'), 30)]
    # Whoever sends a cookie is not answered with the page that is kept for everybody.
    pages = [(f"{name}, drawn anew", path, "look=1", goal) for name, path, goal in public]
    pages += [(f"{name}, nothing changed", path, None, 2) for name, path, _ in public]
    pages += [
        *((f"work list of {whose}, {tab}", f"/desk?tab={tab}", cookie, 75)
          for whose, cookie in (("the city", city), ("a county", county)) for tab in ("mine", "others", "soon", "all")),
        ("application", application, city, 220), ("money", "/desk/money", city, 110), ("units", "/desk/units", city, 110),
        ("notices of the desk", "/desk/notices", city, 110), ("signs", "/desk/signs", city, 110),
        ("objections", "/desk/objections", city, 110), ("rounds", "/desk/rounds", city, 110),
        ("comparisons", "/desk/comparisons", city, 110), ("people in doubt", "/desk/disputed", city, 110),
        ("people's requests", "/desk/rights", city, 110), ("pool of a county", "/desk/recommend", county, 110),
        ("retention", "/admin/retention", auditor, 110), ("unit home", "/unit", unit, 60),
        ("roster page", first("/unit", unit, r'href="(/unit/rosters/\d+)"'), unit, 60),
    ]
    ask(pid, "/healthz", None, 1.0)
    base, _, _ = ask(pid, "/healthz", None, 3.0)
    print(f"| page | of /healthz ({base:.0f} µs) | goal | µs | KB | requests |\n|---|---|---|---|---|---|")
    for name, path, cookie, goal in pages:
        if not path:
            print(f"| {name} | not found |  |  |  |  |")
            continue
        ask(pid, path, cookie, 0.5)
        told = ask(pid, path, cookie)
        if told is None:
            print(f"| {name} | no answer | {goal} |  |  |  |")
            continue
        cost, size, done = told
        print(f"| {name} | {cost / base:.0f} | {goal} | {cost:.0f} | {size / 1024:.0f} | {done} |")
    exports(pid, city)


def exports(pid, city):
    for name, path in [("work list", "/desk/export.xlsx?tab=all"), ("money", "/desk/money/export.xlsx"), ("units", "/desk/units/export.csv")]:
        began, before = time.monotonic(), cpu(pid)
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=200)
        connection.request("GET", path, headers={"Cookie": city})
        answer = connection.getresponse()
        size = len(answer.read())
        print(f"export of {name}: {answer.status}, {size / 1024:.0f} KB, {time.monotonic() - began:.1f} s, "
              f"CPU {(cpu(pid) - before) / 1e9:.1f} s, peak of the server so far {memory(pid)} MB")


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
