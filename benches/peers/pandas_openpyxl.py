"""pandas with openpyxl, what most scripts use: columns at once, rows into SQLite. pandas_openpyxl.py FILE DATABASE"""

import sqlite3
import sys

import pandas as pd

import rules

file, database = sys.argv[1:]
frame = pd.read_excel(file, engine="openpyxl", dtype=str).rename(columns=rules.LABELS)
number = frame["id_number"].fillna("")
whole = number.str.fullmatch(rules.RESIDENT_ID)
good_id = whole.copy()
good_id[whole] = number[whole].map(rules.checks)
good_id &= pd.to_datetime(number.str[6:14], format="%Y%m%d", errors="coerce").notna()
started, ended = (pd.to_datetime(frame[day].str[:10], errors="coerce") for day in ("started_on", "ended_on"))
is_resident = frame["id_type"].fillna("居民身份证") == "居民身份证"
stands = (
    frame[rules.REQUIRED].notna().all(axis=1)
    & (~is_resident | good_id)
    & frame["mobile"].fillna("").str.match(rules.MOBILE)
    & frame["person_category"].isin(rules.CATEGORIES)
    & (started <= ended)
    & ended.between(pd.Timestamp(rules.FIRST_DAY), pd.Timestamp(rules.LAST_DAY))
    & pd.to_numeric(frame["hours"], errors="coerce").between(*rules.HOURS)
)
taken = frame[stands]
with sqlite3.connect(database) as connection:
    connection.execute("PRAGMA journal_mode = WAL")
    taken.head(0).to_sql("roster_row", connection, index=False)
    connection.execute("CREATE INDEX roster_row_person ON roster_row (id_number)")
    taken.to_sql("roster_row", connection, index=False, if_exists="append", chunksize=10_000)
rules.told(len(frame), len(taken), taken["id_number"].nunique())
