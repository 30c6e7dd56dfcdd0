// SheetJS's part of make.py: rows as JSON on standard input, the folder as the argument.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import XLSX from "xlsx";

const folder = process.argv[2];
const day = /^\d{4}-\d{2}-\d{2}$/;
const rows = JSON.parse(readFileSync(0, "utf8"));

function book() {
  const sheet = {};
  rows.forEach((row, r) =>
    row.forEach((value, c) => {
      if (value === null) return;
      const at = XLSX.utils.encode_cell({ r, c });
      if (day.test(value)) sheet[at] = { t: "d", v: new Date(`${value}T00:00:00`), z: "yyyy-mm-dd" };
      else sheet[at] = { t: typeof value === "number" ? "n" : "s", v: value };
    }),
  );
  sheet["!ref"] = XLSX.utils.encode_range({ s: { r: 0, c: 0 }, e: { r: rows.length - 1, c: 13 } });
  const whole = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(whole, sheet, "培训人员");
  return whole;
}

const ways = {
  "sheetjs.xlsx": { bookType: "xlsx", bookSST: true, compression: true },
  "sheetjs-inline.xlsx": { bookType: "xlsx" },
  "sheetjs.xls": { bookType: "biff8" },
  "sheetjs.ods": { bookType: "ods" },
  "sheetjs.csv": { bookType: "csv" },
};
for (const [name, options] of Object.entries(ways)) XLSX.writeFile(book(), join(folder, name), options);
