#!/usr/bin/env python3
"""Tries: anonymous requests with five files of 19 MB to each open form that takes no file, and to the one that takes one.

Right: what takes no file says so (415), and of none does more than 1 MB lie in the data folder once it is answered.
"""
from lib import *

begin(180)
data = city()
serve = Serve(data)


def sent(at, fields, sizes):
    """(status, megabytes that stayed)."""
    before = size(data + "/files")
    files = [(f"x{i}" if i else "objection_evidence", f"a{i}.bin", os.urandom(n)) for i, n in enumerate(sizes)]
    body, kind = multipart(fields, files)
    headers = {"Origin": serve.base, "Content-Type": kind}
    try:
        status = ask(serve.base, "POST", at, body, headers).status
    except (OSError, http.client.HTTPException) as error:
        # Refused before it was read, and the connection closed over what was still on its way.
        status = type(error).__name__
    return status, (size(data + "/files") - before) / (1 << 20)


for at in TAKES_NO_FILE:
    status, left = sent(at, [("account", "nobody")], [19 << 20] * 5)
    refused = status in (415, "BrokenPipeError", "ConnectionResetError")
    check(f"anonymous files at {at} are refused and gone", refused and left <= 1, f"{status}, {left:.0f} MB stayed")
lead = [("about", "某品牌"), ("text", "花名册不实，有人没有参加培训。"), ("key", os.urandom(16).hex())]
for what, fields, sizes in (
    ("too many", lead, [19 << 20] * 5),
    ("without a word", lead[2:], [1 << 20]),
    ("of no known kind", lead, [1 << 20]),
):
    status, left = sent(TAKES_ONE_FILE, fields, sizes)
    check(f"anonymous files {what} at {TAKES_ONE_FILE} are gone", left <= 1, f"{status}, {left:.0f} MB stayed")
serve.stop()
finish()
