// Two sendings of one form, two people in one section, and a search for signs that mean more than themselves.
// @ts-check
import assert from 'node:assert/strict';
import { Official } from '../lib/official.mjs';
import { Person } from '../lib/person.mjs';
import { story, withoutScript } from '../lib/story.mjs';
import { Unit } from '../lib/unit.mjs';
import { registration } from '../walks/steps.mjs';

const name = '晋江市同路鞋艺协会';
const registered = registration(name, '513505275270000232', '晋江市', '13905270023');

/** How often a brand stands on the unit's first page. @param {Unit} unit @param {string} brand */
async function drafts(unit, brand) {
  await unit.goes('/unit');
  return (await unit.text()).split(brand).length - 1;
}

story('a form sent twice at the same moment begins one draft', async ({ open }) => {
  const unit = await new Unit(await open(withoutScript())).registers(registered);
  const head = await new Official(await open()).signsIn('jinjiang2');
  await head.confirms(name);
  await unit.begins('晋江鞋面缝纫工');
  const once = await drafts(unit, '晋江鞋面缝纫工');
  assert(once > 0);

  await unit.goes('/unit/start');
  await unit.fills({ 品牌名称: '晋江鞋底成型工' });
  await unit.page.getByRole('button', { name: '开始填写' }).dblclick();
  await unit.page.waitForURL(/applications/);
  assert.equal(await drafts(unit, '晋江鞋底成型工'), once);

  // As two requests that leave together, with the key of one page.
  await unit.goes('/unit/start');
  await unit.fills({ 品牌名称: '晋江鞋楦制作工' });
  const form = Object.fromEntries(await unit.page.locator('main form').evaluate((element) =>
    [.../** @type {any} */ (new FormData(/** @type {any} */ (element)))]));
  const answers = await Promise.all([1, 2].map(() => unit.page.request.post('/unit/start', { form, maxRedirects: 0 })));
  const [first, second] = answers.map((answer) => answer.headers().location);
  assert(first, `the first is answered with ${answers[0].status()}`);
  assert.equal(second, first, 'both answers lead to the one draft');
  assert.equal(await drafts(unit, '晋江鞋楦制作工'), once);
});

story('two people in one section keep both texts', async ({ open }) => {
  const [first, second] = [new Unit(await open(withoutScript())), new Unit(await open(withoutScript()))];
  for (const one of [first, second]) {
    one.account = { user: registered.手机号码, password: registered.密码 };
    await one.goes('/sign-in');
    await one.opensDraft('晋江鞋面缝纫工');
    await one.opens('品牌基本情况');
  }
  await first.fills({ 名称说明: '取属地、产业和工种，体现缝纫手艺。' });
  await first.presses('保存并继续');
  await second.fills({ 主要产品或服务: '运动鞋鞋面缝制' });
  await second.presses('保存并继续', 409);
  await second.reads('您打开这一页之后', '名称说明：已换成刚保存的内容，请核对。');
  assert.equal(await second.page.getByLabel('名称说明').inputValue(), '取属地、产业和工种，体现缝纫手艺。');
  assert.equal(await second.page.getByLabel('主要产品或服务').inputValue(), '运动鞋鞋面缝制');
  await second.presses('保存并继续');
  await first.opens('品牌基本情况');
  assert.equal(await first.page.getByLabel('主要产品或服务').inputValue(), '运动鞋鞋面缝制');
  assert.equal(await first.page.getByLabel('名称说明').inputValue(), '取属地、产业和工种，体现缝纫手艺。');
});

story('a percent sign finds what has one', async ({ open }) => {
  const citizen = new Person(await open());
  for (const sign of ['%', '_', '晋江%']) {
    await citizen.goes(`/brands?q=${encodeURIComponent(sign)}`);
    await citizen.reads('没有');
    assert.equal(await citizen.page.locator('main a[href^="/brands/"]').count(), 0, `nothing has “${sign}” in its name`);
  }
});
