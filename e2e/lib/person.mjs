// Somebody at a browser: goes to pages, fills in by label, presses buttons by their words. Every page is looked at.
// @ts-check
import assert from 'node:assert/strict';
import { accountOf, asksToSignIn, axe, fits, signIn, visit } from './story.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */
/** A file in memory or on disk. @typedef {{ name: string, mimeType: string, buffer: Buffer } | string} File */
/** What is typed, chosen (by its words), ticked or uploaded. @typedef {string | boolean | File} Typed */
/** An answer, or the answers under a heading. @typedef {Typed | { [label: string]: Typed }} Answer */

/** Pages of one kind are looked at once by each file of stories: `/desk/applications/12` and `/desk/applications/15` are of one kind. */
const seen = new Set();

/** A form's answers by their labels. @typedef {Record<string, Answer>} Answers */

export class Person {
  /** Who the person signs in as; nobody signs in who has none. @type {{ user: string, password: string } | undefined} */
  account;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /** Signs in as a user of the demo. @param {string} user */
  async signsIn(user) {
    this.account = await accountOf(this.page, user);
    await this.goes('/sign-in');
    return this;
  }

  /** Goes to an address; signs in anew where the session has ended. @param {string} path @param {number} [status] */
  async goes(path, status = 200) {
    await visit(this.page, path, status);
    await this.letIn();
  }

  /** Signs in where that is asked for, and is led on. */
  async letIn() {
    await this.looks();
    if (!this.account || !asksToSignIn(this.page)) return;
    await signIn(this.page, this.account);
    await this.looks();
  }

  /** Signs out in another tab: the session of this one has ended, too. */
  async signsOutElsewhere() {
    const tab = await this.page.context().newPage();
    await tab.goto(this.page.url());
    await Promise.all([tab.waitForNavigation(), tab.getByRole('button', { name: '退出', exact: true }).click()]);
    await tab.close();
  }

  /** Follows the link of these words. @param {string | RegExp} name @param {Locator} [within] */
  async follows(name, within = this.page.locator('main')) {
    await this.moves(within.getByRole('link', { name, exact: typeof name === 'string' }).first(), 200);
  }

  /** Presses the button of these words, and the answer has this status. @param {string} name @param {number} [status] */
  async presses(name, status = 200) {
    await this.moves(this.page.getByRole('button', { name, exact: true }).first(), status);
  }

  /** Clicks what leads to another page. @param {Locator} what @param {number} status */
  async moves(what, status) {
    const [answer] = await Promise.all([this.page.waitForNavigation({ waitUntil: 'load', timeout: 30_000 }), what.click()]);
    if (answer && answer.status() !== status) {
      assert.fail(`${what} leads to ${answer.status()} ${this.page.url()}: ${(await this.text()).slice(0, 800)}`);
    }
    await this.looks();
  }

  /** Fills a form in by its labels. @param {Answers} answers @param {Locator} [within] */
  async fills(answers, within = this.page.locator('main')) {
    for (const [label, answer] of Object.entries(answers)) {
      if (isTyped(answer)) await fill(within, label, answer);
      else await this.fills(answer, within.getByRole('group', { name: label, exact: true }));
    }
  }

  /** What the page says. */
  async text() {
    return (await this.page.locator('main').innerText()).replace(/\s+/g, ' ');
  }

  /** The page says so. @param {...(string | RegExp)} words */
  async reads(...words) {
    const text = await this.text();
    for (const said of words) {
      assert(typeof said === 'string' ? text.includes(said) : said.test(text), `“${said}” on ${this.page.url()}:\n${text}`);
    }
  }

  /** Looks at a page as everybody must be able to: nothing in anybody's way, nothing beyond the edge. */
  async looks() {
    const { pathname } = new URL(this.page.url());
    const wide = this.page.viewportSize()?.width;
    const kind = `${pathname.replace(/\d+/g, 'n')} ${wide} ${await this.page.locator('main .errors').count()}`;
    if (seen.has(kind)) return;
    seen.add(kind);
    try {
      await fits(this.page);
      await axe(this.page);
    } catch (failure) {
      // A page that moves on by itself, as a check does, is looked at when another of its kind stays.
      if (!String(failure).includes('Execution context was destroyed')) throw failure;
      seen.delete(kind);
    }
  }
}

/** @param {Answer} answer @returns {answer is Typed} */
const isTyped = (answer) => typeof answer !== 'object' || 'buffer' in answer;

/** Words as a pattern of themselves. @param {string} words */
const plain = (words) => words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** @param {Locator} within @param {string} label @param {Typed} typed */
async function fill(within, label, typed) {
  const words = new RegExp(`^\\s*${plain(label)}(（选填）)?\\s*$`);
  const group = within.locator('fieldset.field').and(within.getByRole('group', { name: words }));
  if (typeof typed === 'string' && (await group.count()) > 0) {
    // An option may say more under its words.
    await group.first().getByRole('radio', { name: new RegExp(`^\\s*${plain(typed)}`) }).check();
    return;
  }
  const field = within.getByLabel(words).first();
  const tag = await field.evaluate((element) => element.localName);
  if (typeof typed === 'boolean') await field.setChecked(typed);
  else if (typeof typed !== 'string') await field.setInputFiles(typed);
  else if ((await field.getAttribute('type')) === 'file') await field.setInputFiles(typed);
  else if (tag === 'select') await field.selectOption({ label: typed });
  else await field.fill(typed);
}
