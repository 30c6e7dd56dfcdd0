// Files that no one should upload: each is answered by a clear sentence, nothing of it is kept, and the city stays alive.
// @ts-check
import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { badWorkbooks, roster } from '../lib/papers.mjs';
import { story } from '../lib/story.mjs';
import { Unit } from '../lib/unit.mjs';

/** @type {Record<string, RegExp>} */
const sentences = {
  'truncated.xlsx': /不完整|已损坏/, 'password.xlsx': /打开密码/, 'pdf.xlsx': /xlsx/, 'docx.xlsx': /xlsx/,
  'binary.csv': /csv|编码/i, 'empty.xlsx': /空/, 'string-3g.xlsx': /过大|总量|字/, 'zeros-10g.xlsx': /过大|已损坏|有误/,
  'last-cell.xlsx': /列/, 'columns-300.xlsx': /不认识|列/, 'hyperlink.xlsx': /公式|姓名/, 'no-header.xlsx': /表头/,
};

story('bad workbooks are refused in a clear sentence and leave nothing behind', async ({ city, open }) => {
  const unit = await new Unit(await open()).signsIn('zhizhi');
  await unit.opensDraft('永春纸织画师');
  for (const { path, file, what } of await badWorkbooks()) {
    if (!(file in sentences)) continue;
    await unit.opensRosters();
    await unit.uploads('training', 2025, path);
    const text = await unit.text();
    assert.match(text, sentences[file], `${file} (${what})`);
    assert.equal(await unit.page.getByRole('button', { name: /^提交为第/ }).count(), 0, `${file} cannot be filed`);
    assert.equal((await fetch(`${city.origin}/healthz`)).status, 200, `alive after ${file}`);
  }
  await unit.opensRosters();
  assert.doesNotMatch(await unit.text(), /计 \d/, 'no roster counts anybody');
  assert.deepEqual(await readdir(join(city.folder, 'tmp')), [], 'no temporary file is left');
  await unit.filesRoster('training', 2025, await roster('training', '--rows', '50', '--year', '2025', '--until', '2025-09-12'));
  await unit.opensRosters();
  await unit.reads('50');
}, 240);
