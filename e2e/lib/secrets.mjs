// Looks through every byte of a folder for what may stand nowhere in plain: identity numbers, unsealed workbooks.
// @ts-check
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A number of GB 11643: area, a birthday, a sequence, a check character; also where other digits stand around it. */
const shape = /(?=([1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx]))/g;
/** The name of a sheet's part stands in plain in every workbook, and so in a tar or log that holds one unsealed. */
const sheet = 'xl/worksheets/sheet1.xml';
const piece = 8 << 20;
const overlap = 64;

/** Where plain personal data stands under a folder, archives (uncompressed) included; empty where nowhere. @param {string} folder */
export async function plainSecrets(folder) {
  const found = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) found.push(...await inFile(join(entry.parentPath ?? entry.path, entry.name)));
  }
  return found;
}

/** @param {string} path */
async function inFile(path) {
  const found = [];
  const file = await open(path);
  try {
    const bytes = Buffer.alloc(piece);
    let at = 0;
    for (;;) {
      const { bytesRead } = await file.read(bytes, 0, piece, at);
      const text = bytes.toString('latin1', 0, bytesRead);
      for (const match of text.matchAll(shape)) {
        if (isNumber(match[1])) found.push(`${path}: an identity number at byte ${at + match.index}`);
      }
      if (text.includes(sheet)) found.push(`${path}: a workbook in plain`);
      if (bytesRead < piece) return found;
      at += piece - overlap;
    }
  } finally {
    await file.close();
  }
}

/** Whether the check character fits. @param {string} number */
export function isNumber(number) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(number[at]), 0);
  return '10X98765432'[sum % 11] === number[17].toUpperCase();
}
