"""What every peer checks of a training roster: the rules that decide whether a row is taken, and no more.

zihao checks these and a good deal besides, seals what it stores, and lists each fault by cell; the peers are spared that.
"""

from datetime import date

YEAR = 2025
LABELS = {
    "姓名": "name", "证件类型": "id_type", "证件号码": "id_number", "性别": "sex", "手机号码": "mobile",
    "人员类别": "person_category", "培训类别": "training_category", "培训工种": "training_trade",
    "培训机构": "training_body", "班级编号": "class_no", "开始日期": "started_on", "结束日期": "ended_on", "学时": "hours",
    "是否合格": "passed",
}
REQUIRED = [
    "name", "id_number", "mobile", "person_category", "training_category", "training_trade", "training_body",
    "started_on", "ended_on", "hours", "passed",
]
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CHECKS = "10X98765432"
MOBILE = r"^1[3-9]\d{9}$"
RESIDENT_ID = r"^\d{17}[\dX]$"
CATEGORIES = ["农村转移就业劳动者", "脱贫劳动力", "登记失业人员", "高校毕业生", "退役军人", "残疾人", "其他"]
HOURS = (1, 2000)
FIRST_DAY, LAST_DAY = date(YEAR, 1, 1), date(YEAR, 12, 31)


def checks(number):
    """Whether the last character of a resident's number is the one its others call for."""
    return CHECKS[sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS)) % 11] == number[17]


def told(rows, accepted, people):
    """What a peer prints when it is done."""
    print(f"{rows} rows, {accepted} accepted, {people} people")
