// Files that people upload: scans, and rosters written by openpyxl.
// @ts-check
import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const fixtures = join(dirname(fileURLToPath(import.meta.url)), '../fixtures');
/** Debian's Python, for Debian's openpyxl. */
const python = '/usr/bin/python3';

/** Made once for all files of stories, beside the demo city they copy. */
const folder = process.env.ZIHAO_STORY_DEMO
  ? join(dirname(process.env.ZIHAO_STORY_DEMO), 'files')
  : await mkdtemp(join(tmpdir(), 'zihao-files-'));

/** A scan with this written on it. @param {string} title */
export const scan = (title) => ({
  name: `${title}.pdf`, mimeType: 'application/pdf', buffer: Buffer.from(`%PDF-1.4\n% ${title} ${Math.random()}\n%%EOF\n`),
});

/** A picture of one dot. */
export const picture = () => ({
  name: '截图.png', mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'),
});

/**
 * The roster of these words of `rosters.py`, as openpyxl writes it: `roster('combined', '--rows', '6000')`.
 * @param {...string} words
 * @returns {Promise<string>} its path
 */
export async function roster(...words) {
  const name = `${words.join('').replace(/[^a-z0-9=,-]/g, '')}.xlsx`;
  return once(name, async (path) => {
    const [ledger, ...rest] = words;
    await run(python, [join(fixtures, 'rosters.py'), ledger, path, '--openpyxl', ...rest]);
  });
}

/** Files that no one should upload: `[{ path, what }]`. @returns {Promise<{ path: string, file: string, what: string }[]>} */
export async function badWorkbooks() {
  const to = join(folder, 'bad');
  const { stdout } = await run(python, [join(fixtures, 'bad_workbooks.py'), to]);
  return JSON.parse(stdout).map((/** @type {any} */ entry) => ({ ...entry, path: join(to, entry.file) }));
}

/** Two files of stories at once may want the same one: it appears whole or not at all. @param {string} name @param {(path: string) => Promise<void>} make */
async function once(name, make) {
  const path = join(folder, name);
  if (await access(path).then(() => true, () => false)) return path;
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${process.pid}-${name}`);
  await make(draft);
  await rename(draft, path);
  return path;
}
