"""One small training roster, written by each program a unit might use: make.py FOLDER.

Needs openpyxl, xlsxwriter and xlwt (PyPI), SheetJS (npm, for make.mjs) and LibreOffice. The people are made up; their numbers
have valid check digits. The files are kept; this says how they came to be.
"""

import datetime
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import xlsxwriter
import xlwt

DAY = datetime.date
HEADS = ["序号", "姓名", "证件号码", "性别", "手机号码", "人员类别", "培训类别", "培训工种", "培训机构", "开始日期", "结束日期", "学时", "是否合格", "备注"]
SAME = ["脱贫劳动力", "餐饮类", "中式面点师", "晋江市某职业培训学校（总校）", DAY(2025, 3, 5), DAY(2025, 3, 15), 80]
ROWS = [
    ["培训花名册（2025年）"],
    HEADS,
    [1, "林晓东", "350527199001010015", "男", "13800138000", *SAME, "是", "两行\n文字 & <尖括号>"],
    [2, "欧阳小梅", "350527199912311249", "女", "13800138001", *SAME, "是", None],
    [3, "阿依古丽·买买提", "35052719900307002X", None, "13800138002", *SAME, "否", " 前后有空格 "],
    [],
    ["合计", 3],
]


def with_openpyxl(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "培训人员"
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A1:N1")
    book.create_sheet("说明")["A1"] = "另一张表"
    book.save(path)


def with_xlsxwriter(path, **options):
    book = xlsxwriter.Workbook(path, options)
    dates, sheet = book.add_format({"num_format": "yyyy/m/d"}), book.add_worksheet("培训人员")
    for at, row in enumerate(ROWS):
        for column, value in enumerate(row):
            if isinstance(value, DAY):
                sheet.write_datetime(at, column, value, dates)
            elif value is not None:
                sheet.write(at, column, value)
    book.close()


def with_xlwt(path):
    book = xlwt.Workbook(encoding="utf-8")
    dates, sheet = xlwt.easyxf(num_format_str="YYYY-MM-DD"), book.add_sheet("培训人员")
    for at, row in enumerate(ROWS):
        for column, value in enumerate(row):
            if isinstance(value, DAY):
                sheet.write(at, column, value, dates)
            elif value is not None:
                sheet.write(at, column, value)
    book.save(str(path))


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    with_openpyxl(folder / "openpyxl.xlsx")
    with_xlsxwriter(folder / "xlsxwriter.xlsx")
    with_xlsxwriter(folder / "xlsxwriter-inline.xlsx", constant_memory=True)
    with_xlwt(folder / "xlwt.xls")
    plain = [[value.isoformat() if isinstance(value, DAY) else value for value in row] for row in ROWS]
    subprocess.run(["node", "make.mjs", folder], input=json.dumps(plain).encode(), check=True)
    for kind in ["xlsx", "xls:MS Excel 97", "ods", "csv:Text - txt - csv (StarCalc):44,34,76"]:
        into = folder / "by-libreoffice"
        command = ["soffice", "--headless", "--convert-to", kind, "--outdir", into, folder / "openpyxl.xlsx"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        suffix = kind.split(":")[0]
        (into / f"openpyxl.{suffix}").rename(folder / f"libreoffice.{suffix}")
    into.rmdir()


main()
