// Clicks that come too late, twice, or after the session has ended: nothing typed is lost, nothing is done twice.
// @ts-check
import assert from 'node:assert/strict';
import { Official } from '../lib/official.mjs';
import { story } from '../lib/story.mjs';

const brand = '晋江食品加工工';
const typed = '品牌简介缺社会贡献一节，请补写。';

story('a click on an old page says what happened and keeps what was typed', async ({ open }) => {
  const [county, colleague] = [new Official(await open()), new Official(await open())];
  await Promise.all([county.signsIn('jinjiang1'), colleague.signsIn('jinjiang1')]);
  await county.turnsTo(brand, '退回补正');
  await county.fills({ '缺项 1': { 部分: '简介和附件', 条款: '4.2', '缺什么，怎么补': typed } });
  await colleague.does(brand, '核查单位', { '违法违纪行为（3.4.d）': '未发现', '失信被执行人（3.4.e）': '不是' });
  await county.sends(409);
  await county.reads('刚才的提交没有生效');
  assert((await county.typedBack()).includes(typed), 'the text is there to be copied');
});

story('a double click does it once', async ({ open }) => {
  const county = await new Official(await open()).signsIn('jinjiang1');
  await county.turnsTo(brand, '判明条件');
  await county.choosesFirst('条款');
  await county.fills({ 判断: '符合', 理由: '双击也只登记一次。' });
  await county.form().locator('.buttons button').first().dblclick();
  // The second click breaks off the answer to the first: what counts is where the page comes to rest.
  await county.page.locator('#timeline').getByText('双击也只登记一次').first().waitFor({ state: 'attached' });
  await county.opens(brand);
  const told = (await county.page.locator('#timeline').innerText()).match(/双击也只登记一次/g);
  assert.equal(told?.length, 1);
});

story('a session that ended keeps what was typed', async ({ open }) => {
  const county = await new Official(await open()).signsIn('jinjiang1');
  await county.turnsTo(brand, '退回补正');
  await county.fills({ '缺项 1': { 部分: '简介和附件', 条款: '4.2', '缺什么，怎么补': typed } });
  await county.signsOutElsewhere();
  await county.sends(401);
  await county.reads('登录已过期');
  assert((await county.typedBack()).includes(typed), 'the text is there to be copied');
  await county.follows('重新登录');
  await county.letIn();
  await county.reads(brand);
});
