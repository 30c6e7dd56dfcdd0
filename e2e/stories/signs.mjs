// A roster that was padded: a county finds it by clicking, looks at the rows, calls people at random, and reads what that says.
// @ts-check
import assert from 'node:assert/strict';
import { Official } from '../lib/official.mjs';
import { atWidth, story, withoutScript } from '../lib/story.mjs';

const brand = '石狮水产加工工';
/** How many are called: 10 percentage points at 95 % of 540 people. */
const size = 82;

/** From the work list to the brand's signs, by what stands on the pages. @param {Official} county */
async function findsSigns(county) {
  await county.goes('/desk');
  await county.reads(/花名册疑点 \d+ 项/);
  await county.follows(brand);
  await county.follows(/^疑点 \d+ 项/);
}

/** The results of a page of the call list: whoever the padded class holds denies it. How many deny. @param {Official} county */
async function calls(county) {
  let denied = 0;
  for (const row of await county.page.locator('table.calls tbody tr').all()) {
    const invented = (await row.innerText()).includes('2025-099');
    await row.getByLabel(invented ? '不属实' : '属实', { exact: true }).check();
    if (!invented) continue;
    await row.getByRole('textbox').fill('本人称没有参加过培训。');
    denied += 1;
  }
  return denied;
}

story('a county officer finds the padded roster from the work list by clicking', async ({ open }) => {
  const county = await new Official(await open()).signsIn('shishi1');
  await findsSigns(county);
  await county.reads('疑点是花名册里少见的情形，不是结论', '一号多人', '证件连号', '同日出生', '提交前突击', '证书编号重复');
  await county.reads('40 个人填的是同一个手机号码', '60 个人的证件号码相连', '天内新增 120 人', '10 个证书编号重复，写在 120 个人名下');
  await county.follows(/天内新增 120 人/);
  await county.reads('共 120 行', '2025-099');
  assert(!/\d{17}|1390595\d{4}/.test(await county.text()), 'numbers are masked');
  await county.follows('查看本页的姓名和号码');
  await county.fills({ 用途: '核对报名表和签到表' });
  await county.presses('查看');
  await county.reads('本次查看已记录', /1390595271\d/);
});

story('nobody else is under suspicion, and other counties read nothing of this one', async ({ open }) => {
  const city = await new Official(await open()).signsIn('city');
  await city.goes('/desk/signs');
  assert.equal(await city.page.locator('main tbody tr').count(), 1, 'one brand of the whole city has signs');
  await city.reads(brand);
  const { pathname } = new URL(await city.page.locator('main tbody a').first().evaluate((link) => /** @type {HTMLAnchorElement} */ (link).href));
  const other = await new Official(await open()).signsIn('jinjiang1');
  await other.goes(pathname, 404);
  await other.goes('/desk/signs');
  await other.reads('所报花名册里查出疑点的品牌显示在这里');
});

story('people are drawn and called, and what they say is carried over to the roster', async ({ open }) => {
  const county = await new Official(await open()).signsIn('shishi1');
  await findsSigns(county);
  await county.follows('抽查培训 2025年');
  await county.reads('全册 540 人');
  await county.fills({ 允许误差: '0' });
  await county.presses('抽取名单', 422);
  await county.reads('允许误差应为 1 至 20 个百分点的整数');
  await county.fills({ 允许误差: '10' });
  await county.presses('抽取名单');
  await county.reads(`回访中 0/${size}`);
  await county.follows('查看本页电话');
  await county.presses('查看');
  await county.reads('本次查看已记录');
  await county.follows('回访名单');
  let denied = 0;
  for (let more = true; more;) {
    denied += await calls(county);
    await county.presses('保存本页结果');
    const next = county.page.getByRole('link', { name: '下一页' });
    more = (await next.count()) > 0;
    if (more) await county.moves(next, 200);
  }
  await county.reads(`已联系到 ${size} 人，${denied} 人不属实`);
  const [, likely, low, high] = /全册 540 人中约 (\d+) 人（(\d+) 至 (\d+) 人）不属实，置信度 95%/.exec(await county.text()) ?? [];
  assert.equal(Number(likely), Math.round((denied / size) * 540));
  assert(Number(low) < Number(likely) && Number(likely) < Number(high), `${low} to ${high}`);
  await county.follows('办结抽查');
  await county.presses('办结抽查');
  await county.reads('抽查已办结', '已办结', '办结抽查：属实');
});

story('a result is entered on a phone and without script', async ({ open }) => {
  const county = await new Official(await open(atWidth(375), withoutScript())).signsIn('shishi1');
  await findsSigns(county);
  await county.follows('抽查就业 2025年');
  await county.presses('抽取名单');
  const first = county.page.locator('table.calls tbody tr').first();
  await first.getByLabel('不属实', { exact: true }).check();
  await county.presses('保存本页结果', 422);
  await county.reads('第 1 位：不属实的请写明情况');
  await first.getByLabel('无法联系', { exact: true }).check();
  await county.presses('保存本页结果');
  await county.reads('还没有联系到人，不能推算');
});

story('the county settles whom two of its own brands claim', async ({ open }) => {
  const county = await new Official(await open()).signsIn('fengze1');
  await county.goes('/desk');
  await county.reads('核定待核人员 50 人');
  await county.goes('/desk/disputed');
  await county.follows('丰泽月嫂');
  await county.fills({ 核定谁: '待我核定的全部', 计入哪个品牌: '计入本品牌', 依据: '核对劳动合同，均在本品牌就业。' });
  await county.presses('提交核定');
  await county.reads('没有待核人员');
});
