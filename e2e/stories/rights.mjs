// What people may ask about the data held on them: to read it, to have it mended, to have it deleted; and the auditor reads
// who looked.
// @ts-check
import assert from 'node:assert/strict';
import { Official } from '../lib/official.mjs';
import { atWidth, story, withoutScript } from '../lib/story.mjs';
import { Unit } from '../lib/unit.mjs';

const brand = '晋江食品加工工';

/** A person of the made-up city, as the county reads them in full for a purpose. @param {Official} county */
async function somebody(county) {
  await county.goes('/desk/disputed');
  await county.follows(brand);
  await county.follows(/^查看全号/);
  await county.fills({ 用途: '核对来访者身份' });
  await county.presses('查看');
  const [, number] = /(\d{17}[\dX])/.exec(await county.text()) ?? assert.fail('a number');
  const [, name] = new RegExp(`(\\p{Script=Han}{2,4})[，、 ]*${number}`, 'u').exec(await county.text()) ?? assert.fail('a name');
  return { name, number };
}

/** Registers a request and is then on its page. @param {Official} county @param {string} asked @param {{ name: string, number: string }} who */
async function registers(county, asked, { name, number }) {
  await county.goes('/desk/rights');
  await county.follows('登记请求');
  await county.fills({
    请求: { 事项: asked, 请求的内容: `请求${asked}本人在花名册中的信息` },
    请求人: { 姓名: name, 证件类型: '居民身份证', 证件号码: number, 答复的联系方式: '13800000000' },
  });
  await county.page.getByLabel('本人到场，核对证件原件').check();
  await county.presses('登记');
  await county.reads('办理中', asked);
  assert(!(await county.text()).includes(number), 'the number is masked once it is registered');
}

story('a person reads what is held, and the auditor reads who looked', async ({ city, open }) => {
  const county = await new Official(await open()).signsIn('jinjiang1');
  const who = await somebody(county);
  await county.goes('/desk/rights/new');
  await county.presses('登记', 422);
  await county.reads('请选择请求的事项', '请填写答复的联系方式');
  await registers(county, '查阅', who);
  await county.follows('出具查阅报告');
  await county.presses('打开报告');
  await county.reads(brand, who.number, '谁查看过完整信息', '核对来访者身份');
  await county.follows('返回请求');
  await county.follows('办结');
  await county.fills({ 结果: '已按请求办理', 答复: '已当面出具查阅报告。' });
  await county.presses('办结');
  await county.reads('已办结');

  const auditor = await new Official(await open(atWidth(375))).signsIn('auditor');
  await auditor.goes('/admin/unmaskings');
  await auditor.reads('本人查阅', '待核人员的姓名和证件号码', '核对来访者身份');
  assert(!(await auditor.text()).includes(who.number), 'never the number');
  await auditor.goes('/admin/retention');
  await auditor.reads('培育周期已结束的花名册', '3 年', '执行过的删除显示在这里');
  // Beside the running service: what is over goes, and everything is sealed anew under a new key.
  await city.command('retention', '--delete');
  await city.command('vault', 'rotate');
  await auditor.goes('/admin/retention');
  await auditor.reads('已完成', '生成第 2 代数据密钥');
  await county.goes('/desk/rights');
  await county.reads('已办结', '查阅');
});

story('a correction reaches the unit on its roster page', async ({ open }) => {
  const county = await new Official(await open(atWidth(375), withoutScript())).signsIn('jinjiang1');
  const who = await somebody(county);
  await registers(county, '更正', who);
  const request = new URL(county.page.url()).pathname;
  await county.follows('要求单位更正');
  await county.page.getByRole('radio').first().check();
  await county.fills({ 要更正的内容: '工种应为食品检验员' });
  await county.presses('提交');
  await county.reads('等待单位更正');
  await county.goes(`${request}/close`);
  await county.fills({ 结果: '已按请求办理', 答复: '已经更正。' });
  await county.presses('办结', 422);
  await county.reads('单位还没有提交更正后的花名册');

  const unit = await new Unit(await open(atWidth(375))).signsIn('xiushi');
  await unit.goes('/unit/rosters');
  await unit.reads('本人要求更正', '工种应为食品检验员', /350527\*+/);
});

story('rows that a decision rests on are not deleted, and the person is told why', async ({ open }) => {
  const county = await new Official(await open()).signsIn('jinjiang1');
  const who = await somebody(county);
  await registers(county, '删除', who);
  const request = new URL(county.page.url()).pathname;
  await county.follows('删除');
  await county.reads('不删除', '保存期限未满');
  await county.presses('删除', 422);
  await county.reads('不能删除');
  await county.goes(`${request}/close`);
  await county.fills({ 结果: '不予办理：列入的花名册已作为认定依据，保存期限未满', 答复: '花名册是认定依据，保存期满后删除。' });
  await county.presses('办结');
  await county.reads('不予办理', '保存期满后删除');
});
