// Debian's Chromium, and pages that notice every complaint the browser makes.
// @ts-check
import { access } from 'node:fs/promises';
import { chromium } from 'playwright-core';

/** @typedef {import('playwright-core').Page} Page */

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const flags = [
  '--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Starts the browser. */
export async function openBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? (await installed()), args: flags });
}

async function installed() {
  for (const place of places) {
    if (await access(place).then(() => true, () => false)) return place;
  }
  throw new Error('Chromium is missing: scripts/install.sh test');
}

/** A page this many pixels wide. @param {number} width */
export const atWidth = (width) => ({ viewport: { width, height: 800 } });

/** A page on which no script runs. */
export const withoutScript = () => ({ javaScriptEnabled: false });

/** The driver's own line to each page on which no script runs. @type {WeakMap<Page, import('playwright-core').CDPSession>} */
const muted = new WeakMap();

/**
 * Lets the driver's script run its timers and promises, also on a page without script; the page's own, passed over when
 * it was read, stay silent.
 * @template T @param {Page} page @param {() => Promise<T>} run
 */
export async function withScript(page, run) {
  const line = muted.get(page);
  await line?.send('Emulation.setScriptExecutionDisabled', { value: false });
  try {
    return await run();
  } finally {
    await line?.send('Emulation.setScriptExecutionDisabled', { value: true });
  }
}

/**
 * Opens a page of its own (no cookies shared) on a site.
 * @param {import('playwright-core').Browser} browser
 * @param {string} origin
 * @param {string[]} complaints where the browser's complaints go
 * @param {import('playwright-core').BrowserContextOptions} manner
 */
export async function openPage(browser, origin, complaints, manner) {
  const context = await browser.newContext({
    baseURL: origin, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', ...atWidth(1366), ...manner,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  if (manner.javaScriptEnabled === false) {
    const line = await context.newCDPSession(page);
    await line.send('Emulation.setScriptExecutionDisabled', { value: true });
    muted.set(page, line);
  }
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    // A story may well visit a page that answers 404; that its own address failed is not news.
    if (message.text().startsWith('Failed to load resource') && message.location().url === page.url()) return;
    complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('request', (request) => {
    if (/^https?:/.test(request.url()) && !request.url().startsWith(`${origin}/`)) {
      complaints.push(`asks another site: ${request.url()}`);
    }
  });
  return page;
}
