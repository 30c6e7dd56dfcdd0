// Filed people held against social insurance: the list leaves by two hands and under a password, the answer comes back as a
// table, and whom it refutes waits for a verdict.
// @ts-check
import assert from 'node:assert/strict';
import { list, readme } from '../lib/archive.mjs';
import { Official } from '../lib/official.mjs';
import { atWidth, story, withoutScript } from '../lib/story.mjs';

const brand = '晋江食品加工工';
const recipient = '泉州市社会保险中心';
/** The numbers of the lines that left. @type {string[]} */
let requests = [];

/** The comparison of the brand, opened from all of them. @param {Official} official */
async function comparison(official) {
  await official.goes('/desk/comparisons');
  await official.follows(brand);
}

story('a list is proposed, agreed to, and leaves under a password shown once', async ({ open }) => {
  const drafter = await new Official(await open()).signsIn('jinjiang1');
  await drafter.opens(brand);
  await drafter.follows('提供名单比对');
  await drafter.fills({ 与谁比对: '社会保险', 接收单位: recipient });
  await drafter.presses('提交审批', 422);
  await drafter.reads('请选择提供个人信息的依据');
  const box = drafter.page.locator('input[name=versions]').first();
  await box.check();
  await drafter.fills({
    用途: '核对参保缴费情况',
    依据: '履行法定职责所必需',
    个人信息保护影响评估: '影响评估〔2025〕3号',
  });
  await drafter.presses('提交审批');
  await drafter.reads('已提交，等下一环节办理');

  const head = await new Official(await open()).signsIn('jinjiang2');
  await head.agrees(`提供名单比对：${brand}`);
  await comparison(drafter);
  await drafter.reads('名单还没有下载过');
  await drafter.follows('下载名单');
  await drafter.presses('生成压缩包');
  const password = await drafter.page.locator('.quote-number b').innerText();
  assert.match(password, /^([A-Z2-9]{5}-){3}[A-Z2-9]{5}$/);
  const href = await drafter.page.getByRole('link', { name: '下载压缩包' }).getAttribute('href');
  const answer = await drafter.page.request.get(href ?? '');
  assert.equal(answer.headers()['content-type'], 'application/zip');
  const archive = await answer.body();
  const [heads, ...lines] = await list(archive, password);
  assert.deepEqual(heads, ['编号', '台账', '年度', '姓名', '证件号码', '比对结果', '比对日期']);
  assert(lines.length > 100, `${lines.length} lines`);
  requests = lines.map(([request]) => request);
  assert.equal(new Set(requests).size, lines.length);
  assert((await readme(archive, password)).includes(`接收单位：${recipient}`));
  await assert.rejects(list(archive, 'AAAAA-AAAAA-AAAAA-AAAAA'), 'another password does not open it');
  await comparison(drafter);
  await drafter.reads('第 1 次');
});

story('an answer is looked at and recorded, and the refuted wait', async ({ city, open }) => {
  const official = await new Official(await open()).signsIn('jinjiang1');
  const file = (/** @type {string[]} */ rows) => ({
    name: '答复.csv', mimeType: 'text/csv', buffer: Buffer.from(`编号,比对结果\n${rows.join('\n')}\n`),
  });
  await comparison(official);
  await official.follows('录入答复');
  await official.fills({ 答复表: file([`${requests[0]},好像是`, 'Z0,一致']) });
  await official.presses('上传并检查', 422);
  await official.reads('认不出“好像是”');
  await official.reads('不在发出的名单里');
  const said = requests.map((request, at) => `${request},${at < 7 ? '不一致' : at < 12 ? '未查到' : '一致'}`);
  await official.fills({ 答复表: file(said) });
  await official.presses('上传并检查');
  await official.reads('新增不一致 7 人');
  await official.presses('登记答复');
  await official.reads('新增不一致 7 人转为待核');
  await official.goes('/desk/disputed');
  await official.follows(brand);
  await official.follows('比对不一致');
  const rows = official.page.locator('table.disputed tbody tr');
  assert.equal(await rows.count(), 7);
  assert((await rows.first().innerText()).includes(`社会保险比对：不一致`), await rows.first().innerText());
  await official.opens(brand);
  await official.reads('不一致 7 人，未查到 5 人');
  const { differences, figures } = JSON.parse(await city.command('roster', 'recount', '--format', 'json'));
  assert.deepEqual(differences, [], `of ${figures} figures`);
});

story('on a phone and without script a verdict is given and the deletion recorded', async ({ city, open }) => {
  const official = await new Official(await open(atWidth(375), withoutScript())).signsIn('jinjiang1');
  await official.goes('/desk/disputed');
  await official.follows(brand);
  await official.follows('比对不一致');
  const boxes = await official.page.locator('table.disputed input[type=checkbox]').all();
  assert(boxes.length > 0, 'the county decides on somebody');
  await boxes[0].check();
  await official.fills({ 计入哪个品牌: '不计入', 依据: '核对缴费凭证，未在本品牌就业。' });
  await official.presses('提交核定');
  await comparison(official);
  await official.follows('登记对方删除');
  await official.fills({ 删除声明: '社保函〔2025〕7号' });
  await official.presses('登记删除');
  await official.reads('对方已删除');
  assert.equal(await official.page.getByRole('link', { name: '下载名单' }).count(), 0);
  const { differences } = JSON.parse(await city.command('roster', 'recount', '--format', 'json'));
  assert.deepEqual(differences, []);
});

story('the auditor reads what left and to whom; another county finds nothing', async ({ open }) => {
  const auditor = await new Official(await open()).signsIn('auditor');
  await comparison(auditor);
  await auditor.reads(recipient);
  assert.equal(await auditor.page.getByRole('link', { name: '录入答复' }).count(), 0);
  const other = await new Official(await open()).signsIn('nanan1');
  await other.goes('/desk/comparisons');
  assert.equal(await other.page.getByRole('link', { name: brand }).count(), 0);
});
