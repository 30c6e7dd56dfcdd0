"""What the scripts of this folder share: a demo city to break, the program on a free port of 127.0.0.1, a small browser
without scripts, and one verdict line a check.

    ZIHAO_BIN   the program, by default target/debug/zihao below the current folder
    EXAM_CACHE  a folder in which the demo city is made once and kept for the next script; without it each makes its own

Everything else lies in a temporary folder that is deleted at the end. Only processes started here are ended.
"""

import atexit
import http.client
import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

BIN = os.path.abspath(os.environ.get("ZIHAO_BIN", "target/debug/zihao"))
OPEN_PACE = {"ZIHAO_FORMS_PER_HOUR": "0", "ZIHAO_QUESTIONS_PER_MINUTE": "0"}

# The addresses that the scripts lean on, in one place: they move with the pages.
READY = "/readyz"
SIGN_IN = "/sign-in"
TAKES_NO_FILE = ("/sign-in", "/self-check", "/register", "/password/none")
TAKES_ONE_FILE = "/leads/new"
CHECK_UNIT = "/desk/applications/{}/check_unit"
SUBMITTED = "select id, area from application_summary where state = 'submitted' order by id limit 1"
NO_FORMS_OF_A_PAGE = ("/sign-out", "/demo/advance")

_started, _scratch, _counts = [], None, {"ok": 0, "FAULT": 0, "void": 0}


# Verdicts

def _say(kind, name, seen):
    _counts[kind] += 1
    seen = re.sub(r"\s+", " ", str(seen)).strip()
    print(f"{kind:<5} {name}" + (f" | {seen}" if seen else ""), flush=True)


def check(name, good, seen=""):
    """One check: `ok` or `FAULT`, and what was seen."""
    _say("ok" if good else "FAULT", name, seen)


def void(name, why):
    """The attempt could not be made (a page or table is not what the script knows): neither right nor wrong."""
    _say("void", name, why)


def finish():
    """The last line and the exit code: 1 with a fault, 2 where nothing failed but something could not be tried."""
    print("  ".join(f"{n} {kind}" for kind, n in _counts.items() if n) or "nothing tried", flush=True)
    sys.exit(1 if _counts["FAULT"] else 2 if _counts["void"] else 0)


def begin(seconds):
    """Bounds the script in time, and makes sure of a program to try."""
    def late(*_):
        _say("FAULT", "the script itself", f"not finished after {seconds} s")
        clean()
        os._exit(1)
    if not os.access(BIN, os.X_OK):
        sys.exit(f"no program at ZIHAO_BIN={BIN}: build it, or say where it is")
    signal.signal(signal.SIGALRM, late)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    signal.alarm(seconds)


# Folders and processes

def path(*names):
    """A place in the temporary folder."""
    global _scratch
    if _scratch is None:
        _scratch = tempfile.mkdtemp(prefix="zihao-exam-")
    return os.path.join(_scratch, *names)


@atexit.register
def clean():
    for process in _started:
        if process.poll() is None:
            process.kill()
            process.wait()
    if _scratch:
        shutil.rmtree(_scratch, ignore_errors=True)


def _made():
    """The demo city, made once for each build where EXAM_CACHE says where to keep it."""
    info = os.stat(BIN)
    folder = os.environ.get("EXAM_CACHE") or path()
    os.makedirs(folder, exist_ok=True)
    made = os.path.join(folder, f"city-{info.st_size}-{info.st_mtime_ns}")
    if not os.path.exists(made):
        for old in os.listdir(folder):
            if re.fullmatch(r"city-\d+-\d+", old):
                shutil.rmtree(os.path.join(folder, old), ignore_errors=True)
        new = tempfile.mkdtemp(prefix="making-", dir=folder)
        code, said = zihao(["demo", "--data", os.path.join(new, "city")], None)
        if code:
            shutil.rmtree(new, ignore_errors=True)
            sys.exit(f"the demo city cannot be made: {said}")
        os.rename(os.path.join(new, "city"), made)
        os.rmdir(new)
    return made


def city(name="data"):
    """A fresh copy of the demo city."""
    to = path(name)
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(_made(), to)
    return to


def sign_ins(data):
    with open(os.path.join(data, "sign-ins.json")) as file:
        return json.load(file)


def environment(data, more=None):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ZIHAO_") or name == "ZIHAO_BIN"}
    return {**kept, **({"ZIHAO_DATA": data} if data else {}), **(more or {})}


def zihao(args, data, timeout=120):
    """Runs the command line; (exit code, all it said)."""
    try:
        ran = subprocess.run([BIN, *args], env=environment(data), capture_output=True, text=True, timeout=timeout,
                             errors="replace")
    except subprocess.TimeoutExpired:
        return 124, f"not finished after {timeout} s"
    return ran.returncode, (ran.stdout + ran.stderr).strip()


def start(args, data):
    """Starts the command line and does not wait."""
    process = subprocess.Popen([BIN, *args], env=environment(data), stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
    _started.append(process)
    return process


def sql(data, query):
    connection = sqlite3.connect(f"file:{data}/zihao.sqlite?mode=ro", uri=True, timeout=20)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def size(folder):
    """All bytes below a folder."""
    files = (os.path.join(root, file) for root, _, files in os.walk(folder) for file in files)
    return sum(os.path.getsize(file) for file in files if os.path.exists(file))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Serve:
    """`zihao serve` on a free port; `ready` is how long it may take, in seconds."""

    def __init__(self, data, ready=30):
        port = free_port()
        self.base, self.log = f"http://127.0.0.1:{port}", path(f"log-{port}.txt")
        settings = environment(data, {"ZIHAO_LISTEN": f"127.0.0.1:{port}", **OPEN_PACE})
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([BIN, "serve"], env=settings, stdout=log, stderr=log)
        _started.append(self.process)
        self.up = self._wait(ready)

    def _wait(self, seconds):
        end = time.time() + seconds
        while time.time() < end and self.process.poll() is None:
            try:
                if ask(self.base, "GET", READY, timeout=5).status == 200:
                    return True
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)
        return False

    def said(self, last=200):
        with open(self.log, errors="replace") as log:
            return log.read()[-last:].replace("\n", " ")

    def stop(self, seconds=30):
        """SIGTERM, and SIGKILL to what does not end."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def memory(self):
        """Resident megabytes now and at most."""
        with open(f"/proc/{self.process.pid}/status") as status:
            text = status.read()
        return tuple(int(re.search(key + r":\s+(\d+)", text)[1]) >> 10 for key in ("VmRSS", "VmHWM"))


# A browser without scripts

class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.html = status, headers, body.decode("utf-8", "replace")


def ask(base, method, at, body=None, headers=None, timeout=60):
    """One request on a connection of its own."""
    host = urlsplit(base)
    connection = http.client.HTTPConnection(host.hostname, host.port, timeout=timeout)
    try:
        sent = None
        try:
            connection.request(method, at, body=body, headers=headers or {})
        except (BrokenPipeError, ConnectionResetError) as error:
            sent = error  # answered before all was sent
        try:
            answer = connection.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        except (http.client.HTTPException, OSError):
            if sent:
                raise sent
            raise
    finally:
        connection.close()


def multipart(fields, files=()):
    """(body, content type); fields are pairs, files are (name, file name, bytes)."""
    mark = "exam" + os.urandom(12).hex()
    out = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
           for name, value in fields]
    for name, file, data in files:
        head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'
        out.append(head.encode() + data + b"\r\n")
    out.append(f"--{mark}--\r\n".encode())
    return b"".join(out), "multipart/form-data; boundary=" + mark


class Client:
    """Somebody at a browser: keeps cookies, sends Origin, never follows a redirect by itself."""

    def __init__(self, base, user, password):
        self.base, self.cookies = base, {}
        self.post(SIGN_IN, [("account", user), ("password", password)])

    def ask(self, method, at, body=None, kind=None):
        headers = {"Origin": self.base} if method == "POST" else {}
        headers.update({"Content-Type": kind} if kind else {})
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = ask(self.base, method, at, body, headers)
        for line in answer.headers.get_all("set-cookie") or []:
            name, _, value = line.split(";")[0].strip().partition("=")
            self.cookies[name] = value
        return answer

    def post(self, at, pairs):
        return self.ask("POST", at, urlencode(pairs).encode(), "application/x-www-form-urlencoded")

    def forms(self, at):
        """The forms of a page that are sent by POST, each with its action and its fields as drawn."""
        reader = _Forms()
        reader.feed(self.ask("GET", at).html)
        forms = [{**form, "action": urljoin(at, form["action"] or at)} for form in reader.forms]
        return [form for form in forms if form["action"].split("?")[0] not in NO_FORMS_OF_A_PAGE]

    def send(self, form, typed):
        """Sends a form as it stands, with some values replaced or added."""
        typed = dict(typed)
        fields = [(name, typed.pop(name, value)) for name, value in form["fields"]] + list(typed.items())
        if not form["multipart"]:
            return self.post(form["action"], fields)
        body, kind = multipart(fields)
        return self.ask("POST", form["action"], body, kind)


class _Forms(HTMLParser):
    """Forms and what stands in them: inputs, text areas, the option chosen."""

    def __init__(self):
        super().__init__()
        self.forms, self._form, self._select = [], None, None

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "form":
            self._form = {"action": a.get("action") or "", "fields": [], "multipart": "enctype" in a}
            if (a.get("method") or "get").lower() == "post":
                self.forms.append(self._form)
        if self._form is None:
            return
        if tag == "option" and self._select and "selected" in a:
            self._form["fields"].append((self._select, a.get("value") or ""))
        if tag == "select":
            self._select = a.get("name")
        elif tag == "input" and a.get("name"):
            if a.get("type") not in ("file", "checkbox", "radio") or "checked" in a:
                self._form["fields"].append((a["name"], a.get("value") or ""))

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = None


# What several scripts do

def unit_checked(serve, data):
    """An act that leaves an event: a county officer records the check of a unit. None where the page has no such form."""
    application, area = sql(data, SUBMITTED)[0]
    officer = next(one for one in sign_ins(data) if one["role"] == "county" and one["user"] == COUNTIES[area])
    client = Client(serve.base, officer["user"], officer["password"])
    forms = client.forms(CHECK_UNIT.format(application))
    if not forms:
        return None
    return client.send(forms[0], {"checked_on": "2025-09-15", "not_debtor": "yes", "no_violation": "yes"})


# The demo city's county officers, by the area of an application.
COUNTIES = {"350505": "quangang1", "350582": "jinjiang1", "350581": "shishi1"}


def together(work, items, at_once):
    """Runs `work` over the items, so many at once; results in order, errors by name."""
    queue, results, lock = list(enumerate(items)), {}, threading.Lock()

    def one_after_the_other():
        while True:
            with lock:
                if not queue:
                    return
                index, item = queue.pop(0)
            try:
                results[index] = work(item)
            except (OSError, http.client.HTTPException) as error:
                results[index] = type(error).__name__
    threads = [threading.Thread(target=one_after_the_other, daemon=True) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[index] for index in sorted(results)]
