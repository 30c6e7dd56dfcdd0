// How a story is told: `story(name, async ({ city, open }) => { … })`, with the words below for what people do.
// @ts-check
import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openBrowser, openPage, withScript } from './browser.mjs';
import { openCity } from './city.mjs';

export { atWidth, withoutScript } from './browser.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ city: import('./city.mjs').City, open: (...manners: object[]) => Promise<Page> }} Scene */

const results = join(dirname(fileURLToPath(import.meta.url)), '../test-results');
/** The sign-in page as people see it. */
const signInPage = { path: '/sign-in', user: '账号', password: '密码', button: '登录' };
/** The city of each open page. @type {WeakMap<Page, import('./city.mjs').City>} */
const cities = new WeakMap();

/** @type {ReturnType<typeof openCity> | undefined} */
let city;
/** @type {ReturnType<typeof openBrowser> | undefined} */
let browser;

after(async () => {
  // Whatever the stories did, no valid identity number and no workbook stands anywhere in plain.
  const secrets = await city?.then((here) => here.plainSecrets(), () => []);
  await close();
  assert.deepEqual(secrets ?? [], [], 'nothing personal stands in plain');
});

async function close() {
  for (const opening of [browser, city]) {
    const opened = await opening?.catch(() => undefined); // the stories have said why it did not open
    await opened?.close();
  }
}

/**
 * Tells a story. It fails with its assertions, and when a page of it makes the browser complain: an error, a breach
 * of the content policy, a call to another site. What each page showed then is kept in `e2e/test-results`.
 * @param {string} name
 * @param {(scene: Scene) => Promise<void>} tell
 * @param {number} [seconds] the longest it may take
 */
export function story(name, tell, seconds = 120) {
  test(name, { timeout: seconds * 1000 }, async () => {
    city ??= openCity();
    browser ??= openBrowser();
    const [here, chromium] = await Promise.all([city, browser]);
    /** @type {Page[]} */
    const pages = [];
    /** @type {string[]} */
    const complaints = [];
    try {
      await tell({
        city: here,
        open: async (...manners) => {
          const page = await openPage(chromium, here.origin, complaints, Object.assign({}, ...manners));
          cities.set(page, here);
          pages.push(page);
          return page;
        },
      });
      assert.deepEqual(complaints, [], 'the browser has no complaint');
    } catch (failure) {
      await keep(name, pages, [String(failure), ...complaints, await here.lastWords()]);
      throw failure;
    } finally {
      await Promise.all(pages.map((page) => page.context().close()));
    }
  });
}

/** Keeps what a failed story's pages showed. @param {string} name @param {Page[]} pages @param {string[]} words */
async function keep(name, pages, words) {
  await mkdir(results, { recursive: true });
  const file = join(results, name.replace(/[^\p{L}\p{N}]+/gu, '-'));
  await writeFile(`${file}.txt`, words.join('\n\n'));
  await Promise.allSettled(pages.flatMap((page, at) => [
    page.screenshot({ path: `${file}-${at + 1}.png`, fullPage: true }),
    page.content().then((html) => writeFile(`${file}-${at + 1}.html`, html)),
  ]));
}

/** Goes to an address, which answers with a page (or with the status the story expects). @param {Page} page @param {string} path @param {number} [status] */
export async function visit(page, path, status = 200) {
  const answer = await page.goto(path);
  assert.equal(answer?.status(), status, `${path} answers`);
}

/** The account of a role or a user name in the page's city. @param {Page} page @param {string} who */
export async function accountOf(page, who) {
  const city = cities.get(page);
  assert(city, 'the page was opened by a story');
  return city.account(who);
}

/** Fills in the sign-in page, which is open, and is let in. @param {Page} page @param {{ user: string, password: string }} account */
export async function signIn(page, { user, password }) {
  await page.getByLabel(signInPage.user, { exact: true }).fill(user);
  await page.getByLabel(signInPage.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: signInPage.button, exact: true }).click();
  await page.waitForURL((url) => url.pathname !== signInPage.path);
}

/** Whether the page asks to sign in. @param {Page} page */
export const asksToSignIn = (page) => new URL(page.url()).pathname === signInPage.path;

/** Nothing on the page stands in the way of anyone (WCAG 2.2 AA and good practice). @param {Page} page */
export async function axe(page) {
  const text = await axeScript();
  const { violations } = await withScript(page, async () => {
    await page.evaluate(text);
    return page.evaluate(() => globalThis['axe'].run(document, { resultTypes: ['violations'] }));
  });
  const found = violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${help}\n  ${target} ${failureSummary}`));
  assert.deepEqual(found, [], `${page.url()} is open to everyone`);
}

/** Nothing on the page runs out of the window's side. @param {Page} page */
export async function fits(page) {
  const beyond = await page.evaluate(() => {
    if (document.documentElement.scrollWidth <= innerWidth) return [];
    const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > innerWidth);
    return wide.map((element) => `${element.localName}.${element.className} ${element.textContent?.trim().slice(0, 20)}`);
  });
  assert.deepEqual(beyond, [], `${page.url()} runs out of its window`);
}

/** @type {Promise<string> | undefined} */
let script;
/** axe-core's text, run by the browser's driver and so not subject to the page's content policy. */
function axeScript() {
  script ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  return script;
}
