// An application handed in on paper: its county types it in (代录), and no other county learns that it exists.
// @ts-check
import { Official } from '../lib/official.mjs';
import { roster } from '../lib/papers.mjs';
import { story, visit } from '../lib/story.mjs';
import { Unit, application } from '../lib/unit.mjs';
import { registration } from '../walks/steps.mjs';

const brand = '惠安石雕打磨工';
const name = '惠安县同心石艺协会';

/** A county's official at the pages of a unit: the same words as the unit's own hand. */
class Keying extends Unit {
  /** Begins to key in for a unit. @param {string} unit @param {string} brand */
  async takesUp(unit, brand) {
    await this.goes('/desk/units');
    await this.follows('代录申报', this.page.getByRole('row').filter({ hasText: unit }));
    await this.fills({ 品牌名称: brand });
    await this.presses('开始代录');
    this.at = new URL(this.page.url()).pathname.replace(/\/sections\/.*/, '');
  }

  async handsIn() {
    await this.goes(`${this.at}/check`);
    await this.reads('录入内容与单位盖章的纸质申报一致');
    await this.page.locator('main form input[type=checkbox]').check();
    await this.presses('提交申报');
  }
}

story('a county keys in an application from paper, out of sight of every other county', async ({ open }) => {
  await new Unit(await open()).registers(registration(name, '513505215270000316', '惠安县', '13905270033'));
  await new Official(await open()).signsIn('huian2').then((/** @type {Official} */ head) => head.confirms(name));

  const county = await new Keying(await open()).signsIn('huian1');
  await county.takesUp(name, brand);
  await county.reads(`代“${name}”录入纸质申报`);
  for (const [section, answers] of application(brand)) await county.fillsIn(section, answers);
  const few = ['--rows', '120', '--from', '300000'];
  await county.filesRoster('combined', 2024, await roster('combined', ...few, '--year', '2024'));
  await county.filesRoster('combined', 2025, await roster('combined', ...few, '--year', '2025', '--until', '2025-09-12'));
  await county.signs();
  await county.handsIn();
  const at = new URL(county.page.url()).pathname;
  await county.reads(brand, name, '待初审', '代录纸质申报');

  const stranger = await new Official(await open()).signsIn('jinjiang1');
  for (const path of [at, county.at, `${county.at}/check`, `${county.at}/form`]) await visit(stranger.page, path, 404);
  await stranger.goes(`/desk?tab=all&q=${encodeURIComponent(brand)}`);
  await stranger.reads('没有符合条件的记录');
}, 240);
