// A new brand from its unit's registration to plaque and payment, through every desk, by the pages alone.
// @ts-check
import assert from 'node:assert/strict';
import { Official, meeting } from '../lib/official.mjs';
import { roster } from '../lib/papers.mjs';
import { Person } from '../lib/person.mjs';
import { story } from '../lib/story.mjs';
import { Unit, application } from '../lib/unit.mjs';
import { cityReview, countyReview, putOnNotice, registration } from './steps.mjs';

const brand = '晋江鞋服缝纫工';
const name = '晋江市同心鞋艺协会';
const notice = '泉州市特色劳务品牌拟认定名单公示（补充）';

/** @param {string} how @param {...object} manners */
export function fromDraftToPlaque(how, ...manners) {
  story(`a new brand goes from draft to plaque and payment, ${how}`, async ({ city: folder, open }) => {
    const official = async (/** @type {string} */ user) => new Official(await open(...manners)).signsIn(user);
    const unit = await new Unit(await open(...manners)).registers(registration(name, '513505275270000157', '晋江市', '13905270011'));
    const [county, head] = [await official('jinjiang1'), await official('jinjiang2')];
    await head.confirms(name);

    await unit.begins(brand);
    for (const [section, answers] of application(brand)) await unit.fillsIn(section, answers);
    await unit.filesRoster('combined', 2024, await roster('combined', '--rows', '6000', '--year', '2024', '--from', '200000'));
    await unit.filesRoster('combined', 2025, await roster('combined', '--rows', '6000', '--year', '2025', '--from', '201000', '--until', '2025-09-12'));
    await unit.signs();
    await unit.handsIn();

    await countyReview(county, head, brand);
    await county.opens(brand);
    await county.reads('7,000 人', '培训合格 6,000 人');
    await county.does(brand, '推荐上报', { 推荐顺序: '1', 推荐意见: '带动面广，择优推荐。' });
    await head.agrees(brand);

    const city = { drafter: await official('city1'), reviewer: await official('city2'), chief: await official('city3') };
    await cityReview(city, brand);
    await putOnNotice(city, brand, notice, '2025-09-15');

    const citizen = new Person(await open(...manners));
    await citizen.goes('/notices');
    await citizen.follows(notice);
    await citizen.reads(brand, name);
    await citizen.presses('5 个工作日');
    await citizen.presses('下一工作日');

    await city.drafter.recognises(notice, { 认定文件字号: '泉人社文〔2025〕77号' });
    await city.chief.agrees('认定授牌', meeting('2025-09-23'));
    await citizen.goes('/brands');
    await citizen.follows(new RegExp(brand));
    await citizen.reads('泉人社文〔2025〕77号', name);
    const plaque = /泉字号 \d{4}-\d{4}/.exec(await citizen.text())?.[0];
    assert(plaque, 'the brand has a plaque');
    await citizen.goes('/verify');
    await citizen.fills({ 牌匾编号: plaque });
    await citizen.presses('核验');
    await citizen.reads(brand);

    await unit.confirmsAccount({ 开户名: name, 开户行: '泉州演示银行', 账号: '6222021234567890' });
    const [treasurer, finance, paymaster, cashier] =
      [await official('city4'), await official('finance1'), await official('finance2'), await official('finance3')];
    await treasurer.pays(brand, '审批拨付');
    await city.chief.agrees(brand, meeting('2025-09-23'));
    await finance.pays(brand, '审核拨付');
    await paymaster.agrees(brand);
    await cashier.pays(brand, '登记付款', { 付款凭证号: '2025-00777' });
    await unit.goes('/unit/money');
    await unit.reads('150,000', '已拨付');

    // A backup restored on an empty folder verifies and reads.
    const again = await folder.restored();
    assert.deepEqual(JSON.parse(await again.command('audit', 'verify', '--json')).faults, []);
    await again.serve();
    try {
      const library = await (await fetch(`${again.origin}/brands`)).text();
      assert(library.includes(brand), 'the restored city knows the brand');
    } finally {
      await again.stop();
    }
  }, 420);
}
