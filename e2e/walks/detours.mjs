// The ways that are not straight: returned and corrected, beyond the quota, too early, objected to with reason.
// @ts-check
import { Official } from '../lib/official.mjs';
import { roster } from '../lib/papers.mjs';
import { Person } from '../lib/person.mjs';
import { story } from '../lib/story.mjs';
import { Unit, application } from '../lib/unit.mjs';
import { cityReview, countyReview, putOnNotice, registration } from './steps.mjs';

const brand = '德化陶瓷雕刻师';
const name = '德化县同心瓷塑协会';
const notice = '泉州市特色劳务品牌拟认定名单公示（补充）';

/** @param {string} how @param {...object} manners */
export function detours(how, ...manners) {
  story(`a brand is returned, corrected, goes beyond the quota and is objected to, ${how}`, async ({ open }) => {
    const official = async (/** @type {string} */ user) => new Official(await open(...manners)).signsIn(user);
    const unit = await new Unit(await open(...manners)).registers(registration(name, '513505275270000232', '德化县', '13905270022'));
    const [county, head] = [await official('dehua1'), await official('dehua2')];
    await head.confirms(name);
    await unit.begins(brand);
    for (const [section, answers] of application(brand)) await unit.fillsIn(section, answers);
    await unit.filesRoster('combined', 2024, await roster('combined', '--rows', '6000', '--year', '2024', '--from', '200000'));
    await unit.filesRoster('combined', 2025, await roster('combined', '--rows', '300', '--year', '2025', '--from', '200000', '--until', '2025-09-12'));
    await unit.signs();
    await unit.handsIn();

    // 退回补正：只有指出的部分重新打开
    const asked = '简介未写所获奖项的授予单位，请补充。';
    await county.does(brand, '退回补正', { '缺项 1': { 部分: '简介和附件', 条款: '4.2', '缺什么，怎么补': asked } });
    await head.agrees(brand);
    await unit.corrects(asked, { 输出后的服务和管理: '设维权专员两名，投诉三日内答复，每季度回访。' });
    await county.opens(brand);
    await county.reads('已退回补正 1 次');

    await countyReview(county, head, brand);
    // 名额指导数 1，已推荐 1：须市级书面同意
    await county.opens(brand);
    await county.reads(/推荐上报.{0,20}名额/);
    const city = { drafter: await official('city1'), reviewer: await official('city2'), chief: await official('city3') };
    await city.drafter.does(brand, '同意超名额推荐', { 同意的文件字号: '泉人社函〔2025〕99号', 理由: '产业集中，培育成效突出。' });
    await city.chief.agrees(brand);
    await county.does(brand, '推荐上报', { 推荐顺序: '2', 推荐意见: '择优推荐。' });
    await head.agrees(brand);

    await cityReview(city, brand);
    await putOnNotice(city, brand, notice, '2025-09-15');
    await city.drafter.opens(brand);
    await city.drafter.reads(/认定授牌.{0,20}公示/);

    const citizen = new Person(await open(...manners));
    await citizen.goes('/notices');
    await citizen.follows(notice);
    await citizen.follows('提出异议');
    await citizen.fills({ 对哪个品牌有异议: brand, 事实和依据: '花名册中有多人从未参加过培训，请核查签到和考核记录。' });
    await citizen.presses('提交异议');
    const receipt = (await citizen.page.locator('.quote-number b').innerText()).trim();
    const reason = '经核查签到和考核记录，部分人员未参加培训。';
    await city.drafter.answersObjection(brand, reason, { 处理结论: '成立，不予认定', 理由: reason });
    await city.chief.agrees(brand);
    await citizen.goes(`/objections?receipt=${receipt}`);
    await citizen.reads('异议成立');
    await unit.goes('/unit');
    await unit.reads('市级不予通过');
  }, 420);
}
