"""polars with fastexcel (calamine underneath): columns at once, rows into SQLite. polars_fastexcel.py FILE DATABASE"""

import sqlite3
import sys

import polars as pl

import rules

file, database = sys.argv[1:]
frame = pl.read_excel(file, engine="calamine", infer_schema_length=0).rename(rules.LABELS, strict=False)
number, mobile = pl.col("id_number"), pl.col("mobile")
digits = [number.str.slice(at, 1).cast(pl.Int32, strict=False) * weight for at, weight in enumerate(rules.WEIGHTS)]
expected = pl.Series(list(rules.CHECKS))
started, ended = (pl.col(day).str.slice(0, 10).str.to_date(strict=False) for day in ("started_on", "ended_on"))
is_resident = pl.col("id_type").fill_null("居民身份证") == "居民身份证"
good_id = (
    number.str.contains(rules.RESIDENT_ID)
    & (pl.sum_horizontal(digits) % 11).replace_strict(list(range(11)), expected, default=None).eq(number.str.slice(17, 1))
    & number.str.slice(6, 8).str.to_date("%Y%m%d", strict=False).is_not_null()
)
hours = pl.col("hours").cast(pl.Float64, strict=False)
stands = (
    pl.all_horizontal(pl.col(column).is_not_null() & (pl.col(column) != "") for column in rules.REQUIRED)
    & (~is_resident | good_id)
    & mobile.str.contains(rules.MOBILE)
    & pl.col("person_category").is_in(rules.CATEGORIES)
    & (started <= ended)
    & ended.is_between(rules.FIRST_DAY, rules.LAST_DAY)
    & hours.is_between(*rules.HOURS)
)
taken = frame.filter(stands)
people = taken["id_number"].n_unique()
with sqlite3.connect(database) as connection:
    connection.execute("PRAGMA journal_mode = WAL")
    columns = ", ".join(f'"{column}" TEXT' for column in taken.columns)
    connection.execute(f"CREATE TABLE roster_row ({columns})")
    connection.execute("CREATE INDEX roster_row_person ON roster_row (id_number)")
    marks = ", ".join("?" * taken.width)
    connection.executemany(f"INSERT INTO roster_row VALUES ({marks})", taken.iter_rows())
rules.told(frame.height, taken.height, people)
