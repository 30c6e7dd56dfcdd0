// A new brand from its unit's registration to plaque and payment, through every desk, by the pages alone.
// @ts-check
import assert from 'node:assert/strict';
import { Official, meeting } from '../lib/official.mjs';
import { picture, roster, scan } from '../lib/papers.mjs';
import { Person } from '../lib/person.mjs';
import { story } from '../lib/story.mjs';
import { Unit, application } from '../lib/unit.mjs';
import { countyReview, registration } from './steps.mjs';

const brand = '晋江鞋服缝纫工';
const name = '晋江市同心鞋艺协会';

/** @param {string} how @param {...object} manners */
export function fromDraftToPlaque(how, ...manners) {
  story(`a new brand goes from draft to plaque and payment, ${how}`, async ({ city, open }) => {
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
    await county.reads('7,000 人', '6,000 人');
    await county.does(brand, '推荐上报', { 推荐顺序: '1', 推荐意见: '带动面广，择优推荐。' });
    await head.agrees(brand);

    const [drafter, reviewer, chief] = [await official('city1'), await official('city2'), await official('city3')];
    await drafter.does(brand, '接收评审');
    await chief.agrees(brand);
    await reviewer.does(brand, '登记资料评审', { 评审结论: '通过', 评审得分: '91', 评审意见: '材料齐全，数据一致。' });
    await reviewer.does(brand, '登记实地核查', { 核查人数: '2', 核查结论: '通过', 核查情况: '与申报一致。', 现场照片: scan('照片') });
    const notice = await drafter.lists(brand, '泉州市特色劳务品牌拟认定名单公示（三）');
    await chief.agrees(brand, meeting('2025-09-15'));
    await drafter.publishes(notice, { 网页截图: picture() });
    await chief.agrees('发布公示');

    const citizen = new Person(await open(...manners));
    await citizen.goes('/notices');
    await citizen.follows(notice);
    await citizen.reads(brand, name);
    await citizen.presses('5 个工作日');
    await citizen.presses('下一工作日');

    await reviewer.checks(brand, '2025-09-23');
    await drafter.recognises(notice, brand, { 认定文号: '泉人社文〔2025〕77号' });
    await chief.agrees(brand, meeting('2025-09-23'));
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
    await treasurer.does(brand, '审批拨付');
    await chief.agrees(brand, meeting('2025-09-23'));
    await finance.does(brand, '审核拨付');
    await paymaster.agrees(brand);
    await cashier.does(brand, '登记付款', { 付款凭证号: '2025-00777' });
    await unit.goes('/unit/money');
    await unit.reads('150,000', '已拨付');
    assert.match(await city.command('audit', 'verify'), /./);
  });
}
