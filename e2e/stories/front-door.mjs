// The first page a citizen meets.
// @ts-check
import assert from 'node:assert/strict';
import { Official } from '../lib/official.mjs';
import { atWidth, axe, fits, story, visit, withoutScript } from '../lib/story.mjs';

story('the city is alive', async ({ city }) => {
  const answer = await fetch(`${city.origin}/healthz`);
  assert.equal(answer.status, 200);
});

story('a citizen opens the portal at a desk', async ({ open }) => {
  const page = await open();
  await visit(page, '/');
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await axe(page);
});

story('a citizen opens the portal on a phone', async ({ open }) => {
  const page = await open(atWidth(375));
  await visit(page, '/');
  await fits(page);
  await axe(page);
});

story('a citizen reads the portal without script', async ({ open }) => {
  const page = await open(withoutScript());
  await visit(page, '/');
  await page.getByRole('heading', { level: 1 }).waitFor();
});

story('a page that does not exist says so in Chinese', async ({ open }) => {
  const page = await open();
  await visit(page, '/no-such-page', 404);
  assert.match(await page.locator('body').innerText(), /\p{Script=Han}/u);
});

story('whoever signs in at a desk stands in one line of the header, with every link of theirs', async ({ open }) => {
  for (const user of ['city3', 'jinjiang2', 'finance1', 'auditor']) {
    const { page } = await new Official(await open()).signsIn(user);
    const lines = await page.locator('.top .who').evaluate((who) => {
      const height = parseFloat(getComputedStyle(who).lineHeight);
      const of = (/** @type {Element} */ part) => part.getBoundingClientRect();
      const mark = of(/** @type {Element} */ (document.querySelector('.top .mark')));
      return { own: Math.round(of(who).height / height), beside: of(who).top < mark.bottom, said: who.getAttribute('title') };
    });
    assert.deepEqual([lines.own, lines.beside], [1, true], `${user}: ${JSON.stringify(lines)}`);
    assert.match(lines.said ?? '', /·.*，修改密码/, 'what the ellipsis hides is told');
  }
});
