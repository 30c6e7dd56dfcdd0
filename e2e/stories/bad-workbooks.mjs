// Files that no one should upload: each is answered by a clear sentence, nothing of it is kept, and the city stays alive.
// @ts-check
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { badWorkbooks, roster } from '../lib/papers.mjs';
import { story } from '../lib/story.mjs';
import { Unit } from '../lib/unit.mjs';

const madeBy = fileURLToPath(new URL('../../crates/spreadsheets/tests/data/made-by', import.meta.url));

/** What is said of each, and whether at the door (422) or by the check. @type {Record<string, [RegExp, number]>} */
const sentences = {
  'truncated.xlsx': [/不完整|已损坏/, 200], 'password.xlsx': [/打开密码/, 422], 'pdf.xlsx': [/xlsx/, 422], 'docx.xlsx': [/xlsx/, 422],
  'binary.csv': [/xlsx/, 422], 'empty.xlsx': [/空文件/, 422], 'string-3g.xlsx': [/总量|过大|字/, 200],
  'zeros-10g.xlsx': [/过大|已损坏|有误/, 200], 'last-cell.xlsx': [/列/, 200], 'columns-300.xlsx': [/列/, 200],
  'no-header.xlsx': [/表头/, 200], 'repeated.ods': [/内存或时间过多/, 200],
};

story('bad workbooks are refused in a clear sentence and leave nothing behind', async ({ city, open }) => {
  const unit = await new Unit(await open()).signsIn('zhizhi');
  await unit.opensDraft('永春纸织画师');
  const files = await badWorkbooks();
  const pathOf = (/** @type {string} */ name) => files.find(({ file }) => file === name)?.path ?? assert.fail(`no ${name}`);
  for (const { path, file, what } of files) {
    if (!(file in sentences)) continue;
    await unit.opensRosters();
    const [sentence, status] = sentences[file];
    await unit.uploads('training', 2025, path, status);
    assert.match(await unit.text(), sentence, `${file} (${what})`);
    assert.equal(await unit.page.getByRole('button', { name: '提交这份花名册' }).count(), 0, `${file} cannot be filed`);
    assert.equal((await fetch(`${city.origin}/healthz`)).status, 200, `alive after ${file}`);
  }
  // A workbook is known by what it holds, not by its name.
  await unit.opensRosters();
  await unit.uploads('training', 2025, pathOf('renamed.csv'));
  await unit.reads(/共 20 行/);
  await unit.presses('放弃这份文件');
  // Old and open kinds are read by a child of the service.
  for (const name of ['libreoffice.xls', 'libreoffice.ods']) {
    await unit.opensRosters();
    await unit.uploads('training', 2025, join(madeBy, name));
    await unit.reads(/共 3 行/);
    await unit.presses('放弃这份文件');
  }
  // A formula is read as the words it shows and said to be one; it is never run, and may be given up.
  await unit.opensRosters();
  await unit.uploads('training', 2025, pathOf('hyperlink.xlsx'));
  assert.doesNotMatch(await unit.page.content(), /HYPERLINK/);
  await unit.reads('系统不运行公式');
  await unit.presses('放弃这份文件');
  await unit.reads('没有计入');
  assert.doesNotMatch(await unit.text(), /计 \d/, 'no roster counts anybody');
  assert.deepEqual(await readdir(join(city.folder, 'tmp')), [], 'no temporary file is left');
  await unit.filesRoster('training', 2025, await roster('training', '--rows', '50', '--year', '2025', '--until', '2025-09-12'));
  await unit.opensRosters();
  await unit.reads('50');
}, 240);
