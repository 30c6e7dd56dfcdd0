// What a cultivating unit does in its room.
// @ts-check
import assert from 'node:assert/strict';
import { Person } from './person.mjs';
import { scan } from './papers.mjs';

export class Unit extends Person {
  /** Registers a unit and lands in its room. @param {Record<string, string>} answers */
  async registers(answers) {
    this.account = { user: answers.手机号码, password: answers.密码 };
    await this.goes('/register');
    await this.fills(answers);
    await this.presses('提交注册');
    return this;
  }

  /** Begins an application for a new brand. @param {string} name */
  async begins(name) {
    await this.goes('/unit/start');
    await this.fills({ 品牌名称: name });
    await this.presses('开始填写');
    /** Where the application is. */
    this.at = new URL(this.page.url()).pathname.replace(/\/sections\/.*/, '');
  }

  /** Opens a section by its heading. @param {string | RegExp} heading */
  async opens(heading) {
    await this.goes(/** @type {string} */ (this.at));
    await this.follows(heading);
  }

  /** Fills a section in and saves it. @param {string | RegExp} heading @param {import('./person.mjs').Answers} answers */
  async fillsIn(heading, answers) {
    await this.opens(heading);
    await this.fills(answers);
    await this.presses('保存并继续');
  }

  /** Goes to a draft the unit has already. @param {string} brand */
  async opensDraft(brand) {
    await this.goes('/unit');
    await this.follows(brand);
    this.at = new URL(this.page.url()).pathname;
  }

  /** Uploads a roster, waits for the check, and files the version. @param {'training' | 'employment' | 'combined'} kind @param {number} year @param {string} file */
  async filesRoster(kind, year, file) {
    await this.opensRosters();
    await this.uploads(kind, year, file);
    await this.presses('提交这份花名册');
  }

  async opensRosters() {
    await this.goes(/** @type {string} */ (this.at));
    await this.follows('花名册');
  }

  /** Uploads a file and waits until it is checked. @param {'training' | 'employment' | 'combined'} kind @param {number} year @param {string} file @param {number} [status] */
  async uploads(kind, year, file, status = 200) {
    const kinds = { training: '培训花名册', employment: '就业花名册', combined: '培训就业人员花名册' };
    await this.fills({ 哪一种: kinds[kind], 年度: `${year}年`, 花名册文件: file });
    await this.presses('上传并核对', status);
    await this.waits();
  }

  /** Waits for a check to end: the page says so by itself, or, without script, when it is asked again. */
  async waits() {
    const [check, again] = [this.page.locator('[data-poll]'), this.page.getByRole('link', { name: '看最新进度' })];
    for (const late = Date.now() + 60_000; await again.count();) {
      assert(Date.now() < late, 'the check does not end');
      await this.page.waitForTimeout(500);
      await this.follows('看最新进度');
    }
    await check.waitFor({ state: 'detached', timeout: 60_000 });
    await this.page.waitForLoadState();
    await this.looks();
  }

  /** Uploads the stamped recommendation form. */
  async signs() {
    await this.goes(`${this.at}/form`);
    await this.page.locator('main input[type=file]').setInputFiles(scan('盖章推荐表'));
    await this.presses('上传盖章件');
  }

  /** Signs for the notice of what is to be corrected, corrects it, and hands it in again. @param {string} asked @param {import('./person.mjs').Answers} answers */
  async corrects(asked, answers) {
    await this.goes('/unit');
    await this.follows('查看并补正');
    await this.reads(asked);
    await this.presses('签收');
    await this.follows(/^去修改/);
    await this.fills(answers);
    await this.presses('保存并继续');
    await this.signs();
    await this.goes(`${this.at}/corrections`);
    await this.presses('重新提交');
    await this.reads('补正已提交');
  }

  /** Confirms where the subsidy goes. @param {import('./person.mjs').Answers} account */
  async confirmsAccount(account) {
    await this.goes('/unit/money');
    await this.follows('确认收款账户');
    await this.fills(account);
    await this.presses('确认账户');
  }

  async handsIn() {
    await this.goes(`${this.at}/check`);
    await this.page.locator('main form input[type=checkbox]').check();
    await this.presses('提交申报');
    await this.reads('已提交');
  }
}

/** A whole application, section by section. @param {string} brand */
export const application = (brand) => /** @type {const} */ ([
  ['品牌基本情况', {
    品牌名称: brand, 名称说明: '名称取属地、产业和工种，体现当地从业者的手艺。',
    '所属产业（行业）': '皮革、毛皮、羽毛及其制品和制鞋业', 主要产品或服务: '运动鞋、休闲鞋制版', 工种: '制版师',
    '培训类别（主）': '制造类', 是否非物质文化遗产类: '否', 品牌创建时间: '2018-06',
  }],
  [/^培育单位/, {
    成立时间: '2012-05-18', 法定代表人: '陈小示', 内部管理制度: scan('内部管理制度'), 财务管理制度: scan('财务管理制度'),
    声明无违法违纪行为: '是', 培训方式: '自有培训资源',
  }],
  ['品牌成效（2024年）', figures('6000')],
  ['品牌成效（2025年）', figures('6000')],
  ['简介和附件', {
    劳务品牌建设及成果简介: introduction(brand), 发展规划: scan('发展规划'), 建设方案: scan('建设方案'),
    劳务输转渠道: '与广东、浙江两地人社部门签订输转协议，每月发布岗位。', 输出后的服务和管理: '设维权专员，岗前开展职业安全教育，投诉三日内答复。',
    '宣传材料 第 1 条': { 种类: '新闻报道', 媒体: '泉州晚报', 媒体级别: '市级', 时间: '2025-06-12' },
    承诺所填内容真实: '是', 签字日期: '2025-09-12',
  }],
]);

/** @param {string} people */
function figures(people) {
  return { 带动就业创业人数: people, '其中：脱贫劳动力': '500', 培训人数: people, 经本单位组织输出人数: '4800' };
}

/** Over five thousand characters under the seven heads of 4.2. @param {string} brand */
function introduction(brand) {
  const heads = ['品牌运营', '品牌文化', '促进就业', '技能培训', '规范用工', '所获奖项', '社会贡献'];
  const said = `围绕${brand}，牵头单位按统一标识、统一标准、统一服务开展工作，台账全程可查，从业者收入稳步增加。`;
  return heads.map((head, at) => `${at + 1}、${head}\n${said.repeat(17)}`).join('\n');
}
