// People whom brands of two counties claim: counted apart until the city decides, and the county learns no more than that.
// @ts-check
import assert from 'node:assert/strict';
import { Official } from '../lib/official.mjs';
import { atWidth, story, withoutScript } from '../lib/story.mjs';

const [ours, theirs] = ['晋江食品加工工', '石狮水产加工工'];

/** The list of a brand's people, opened from all brands. @param {Official} official @param {string} brand */
async function people(official, brand) {
  await official.goes('/desk/disputed');
  await official.follows(brand);
  return official.page.locator('table.disputed tbody tr');
}

/** The counters kept are those that the rows give. @param {import('../lib/city.mjs').City} city */
async function recountsAlike(city) {
  const { differences, figures } = JSON.parse(await city.command('roster', 'recount', '--format', 'json'));
  assert.deepEqual(differences, [], `of ${figures} figures`);
}

story('the city finds whom two brands claim from its work list and decides', async ({ city, open }) => {
  const official = await new Official(await open()).signsIn('city');
  await official.goes('/desk');
  await official.reads('核定待核人员');
  const rows = await people(official, ours);
  assert.equal(await rows.count(), 20, 'a page of people');
  const first = await rows.first().innerText();
  assert(first.includes('两个品牌同报') && first.includes(ours) && first.includes(theirs), first);
  assert(!/\d{17}/.test(first), 'numbers are masked');
  await rows.first().getByRole('checkbox').check();
  await official.fills({ 计入哪个品牌: `计入“${theirs}”`, 依据: '核对劳动合同和工资发放记录，由实际用工品牌计入。' });
  await official.presses('提交核定');
  await official.reads('计入 0 人，不计入 1 人');
  await recountsAlike(city);
});

story('a county reads that the city decides, and a number for a purpose', async ({ open }) => {
  const county = await new Official(await open(atWidth(375))).signsIn('jinjiang1');
  const rows = await people(county, ours);
  const first = await rows.first().innerText();
  assert(first.includes('由市级核定') && !first.includes(theirs), first);
  await county.follows(/^查看全号/);
  await county.fills({ 用途: '电话核实用工情况' });
  await county.presses('查看');
  await county.reads('本次查看已记录');
});

story('everybody of a reason is decided at once, on a phone and without script', async ({ city, open }) => {
  const official = await new Official(await open(atWidth(375), withoutScript())).signsIn('city');
  await people(official, theirs);
  await official.follows('两个品牌同报');
  const answers = { 核定谁: '“两个品牌同报”的全部', 计入哪个品牌: '计入本品牌' };
  await official.fills(answers);
  await official.presses('提交核定', 422);
  await official.reads('请写明核定的依据');
  await official.fills({ 依据: '逐人电话核实，均在本品牌就业。' });
  await official.presses('提交核定');
  await official.reads('没有待核人员');
  await recountsAlike(city);
});
