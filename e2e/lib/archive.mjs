// Opening what the program packs under a password, with a library that is not the program's own.
// @ts-check
import { BlobReader, BlobWriter, TextWriter, ZipReader } from '@zip.js/zip.js';

/**
 * Takes one file out of an archive.
 * @template T
 * @param {Blob} archive @param {string} name @param {import('@zip.js/zip.js').Writer<T>} into @param {string} [password]
 * @returns {Promise<T>}
 */
async function take(archive, name, into, password) {
  const reader = new ZipReader(new BlobReader(archive), password === undefined ? {} : { password });
  try {
    const found = (await reader.getEntries()).find(({ filename }) => filename === name);
    if (!found || found.directory) throw new Error(`no ${name} in the archive`);
    return await found.getData(into);
  } finally {
    await reader.close();
  }
}

/** The readme of a list that leaves. @param {Buffer} archive @param {string} password */
export async function readme(archive, password) {
  return take(new Blob([archive]), 'readme.txt', new TextWriter(), password);
}

/** The rows of a list that leaves, heads first, as texts. @param {Buffer} archive @param {string} password @returns {Promise<string[][]>} */
export async function list(archive, password) {
  const book = await take(new Blob([archive]), 'list.xlsx', new BlobWriter(), password);
  const sheet = await take(book, 'xl/worksheets/sheet1.xml', new TextWriter());
  return [...sheet.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row]) => [...row.matchAll(/<t[^>]*>(.*?)<\/t>/gs)].map(([, text]) => text));
}
