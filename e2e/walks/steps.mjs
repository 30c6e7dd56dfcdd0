// Steps that both walks take.
// @ts-check
import { meeting } from '../lib/official.mjs';
import { picture, scan } from '../lib/papers.mjs';

/** @typedef {import('../lib/official.mjs').Official} Official */

/** What a unit registers with. @param {string} name @param {string} code @param {string} area @param {string} mobile */
export const registration = (name, code, area, mobile) => ({
  单位名称: name, 统一社会信用代码: code, 单位类型: '行业协会', 注册地址: `${area}演示路 1 号`, '所属县（市、区）': area,
  联系人: '林小示', 手机号码: mobile, 密码: 'citong-huakai-2025', 再输一次密码: 'citong-huakai-2025',
});

/** The county looks into everything and admits the brand to its pool. @param {Official} county @param {Official} head @param {string} brand */
export async function countyReview(county, head, brand) {
  await county.does(brand, '综合评价', {
    地域特色: '18', 示范引领: '17.5', 促进就业: '18', 技能培训: '18', 经济社会效益: '17', 综合评价意见: '特色鲜明，带动面广。',
  });
  await county.does(brand, '核查单位', { '违法违纪行为（3.4.d）': '未发现', '失信被执行人（3.4.e）': '不是' });
  for (let open = 4; open > 0; open -= 1) {
    await county.turnsTo(brand, '判明条件');
    await county.choosesFirst('条款');
    await county.fills({ 判断: '符合', 理由: '查阅记录属实。' });
    await county.sends();
  }
  await county.does(brand, '审核入库', { 拟办意见: '材料齐全，拟入库。' });
  await head.agrees(brand);
}

/** The city accepts the brand, reads its papers and visits it. @param {{ drafter: Official, reviewer: Official, chief: Official }} city @param {string} brand */
export async function cityReview({ drafter, reviewer, chief }, brand) {
  await drafter.does(brand, '接收评审');
  await chief.agrees(brand);
  await reviewer.does(brand, '登记资料评审', { 评审结论: '通过', 评审得分: '91', 评审意见: '材料齐全，数据一致。' });
  await reviewer.does(brand, '登记实地核查', {
    核查人数: '2', 核查结论: '通过', 核查情况: '与申报一致。', 现场照片: scan('现场照片'),
  });
}

/** The list is decided and published on the website. @param {{ drafter: Official, chief: Official }} city @param {string} brand @param {string} title @param {string} day */
export async function putOnNotice({ drafter, chief }, brand, title, day) {
  await drafter.lists(brand, title);
  await chief.agrees('确定拟认定名单', meeting(day));
  await drafter.draftsText(title);
  await chief.agrees('核定公示文本');
  await drafter.publishes(title, {
    公示页网址: 'https://rsj.quanzhou.gov.cn/gsgg/t20250915.htm', 网页截图: picture(),
  });
}
