// What an official does at the desk.
// @ts-check
import { Person } from './person.mjs';
import { scan } from './papers.mjs';

/** @typedef {import('./person.mjs').Answers} Answers */

export class Official extends Person {
  /** Opens the application of a brand from the work list. @param {string} brand */
  async opens(brand) {
    await this.goes(`/desk?tab=all&q=${encodeURIComponent(brand)}`);
    await this.follows(brand);
  }

  /** Does an act on the application of a brand: records it, or proposes it to the next hand. @param {string} brand @param {string} act @param {Answers} [answers] */
  async does(brand, act, answers = {}) {
    await this.turnsTo(brand, act);
    await this.fills(answers, this.form());
    await this.sends();
  }

  /** Presses the one button of an act's page. @param {number} [status] */
  async sends(status = 200) {
    await this.moves(this.form().locator('.buttons button').first(), status);
  }

  /** Chooses the first of a list. @param {string} label */
  async choosesFirst(label) {
    await this.form().getByLabel(label, { exact: true }).selectOption({ index: 1 });
  }

  /** What a page that could not take it gives back. */
  async typedBack() {
    const areas = await this.page.locator('main textarea[readonly]').all();
    return Promise.all(areas.map((area) => area.inputValue())).then((texts) => texts.map((text) => text.trim()));
  }

  /** Opens the page of an act. @param {string} brand @param {string} act */
  async turnsTo(brand, act) {
    await this.opens(brand);
    await this.follows(act, this.page.getByRole('complementary', { name: '办理' }));
  }

  /** Does an act on the first subsidy of a brand with its title. @param {string} brand @param {string} act @param {Answers} [answers] */
  async pays(brand, act, answers = {}) {
    await this.goes(`/desk?tab=all&q=${encodeURIComponent(brand)}`);
    await this.follows(brand, row(this.page, '培育期内'));
    await this.follows(new RegExp(`^${act}（`), this.page.getByRole('complementary', { name: '办理' }));
    await this.fills(answers, this.form());
    await this.sends();
  }

  /** The form of an act's page. */
  form() {
    return this.page.locator('form#form');
  }

  /** Confirms a unit that registered. @param {string} unit */
  async confirms(unit) {
    await this.goes('/desk/units');
    await this.follows('确认培育单位', row(this.page, unit));
    await this.fills({ 意见: '确认' }, this.form());
    await this.sends();
  }

  /** Proposes a list of one brand. @param {string} brand @param {string} title */
  async lists(brand, title) {
    await this.goes('/desk/notices/new');
    for (const box of await this.page.getByRole('checkbox').all()) {
      await box.setChecked((await box.getAttribute('aria-label')) === `列入 ${brand}`);
    }
    await this.fills({ 公示标题: title });
    await this.presses('提交拟认定名单');
  }

  /** Proposes the text of a list that was decided, as the form gives it. @param {string} title */
  async draftsText(title) {
    await this.goes('/desk/notices');
    await this.follows(title);
    await this.follows('核定公示文本');
    await this.presses('提交审批');
  }

  /** Records where and when the text of a list was posted. @param {string} title @param {Answers} evidence */
  async publishes(title, evidence) {
    await this.goes('/desk/notices');
    await this.follows(title);
    await this.follows('已核定，查看和复制');
    const approved = (await this.page.locator('main').innerText()).match(/(\d\d:\d\d)\s*核定/)[1];
    await this.follows(title);
    await this.follows('登记发布');
    await this.fills({ 发布时刻: approved, ...evidence });
    await this.presses('登记发布');
  }

  /** Proposes to recognise what stands on a notice that is over. @param {string} title @param {Answers} decision */
  async recognises(title, decision) {
    await this.goes('/desk/notices');
    await this.follows(title);
    await this.follows('认定授牌');
    await this.fills(decision);
    await this.presses('提交审批');
  }

  /** Takes an objection to a brand through its three steps; the last one goes to the next hand. @param {string} brand @param {string} found @param {Answers} decision */
  async answersObjection(brand, found, decision) {
    /** @type {[string, Answers][]} */
    const steps = [['受理并告知', {}], ['登记核查情况', { 核查情况: found }], ['处理异议', decision]];
    for (const [link, answers] of steps) {
      await this.goes('/desk/objections');
      await this.follows(link, row(this.page, brand));
      await this.fills(answers, this.form());
      await this.sends();
    }
  }

  /** Takes the next step of what waits in the work list about a brand. @param {string} about @param {Answers} [answers] @param {number} [status] */
  async agrees(about, answers = {}, status = 200) {
    await this.goes('/desk');
    await this.follows(new RegExp(about));
    await this.fills({ 意见: '同意。', ...answers });
    await this.moves(this.page.locator('button[value=agree]'), status);
  }
}

/** The row of a table that speaks of something. @param {import('playwright-core').Page} page @param {string} about */
const row = (page, about) => page.getByRole('row').filter({ hasText: about });

/** A collective decision (集体研究). @param {string} day */
export const meeting = (day) => ({ 会议日期: day, 纪要编号: '局党组会议纪要〔2025〕21号', 纪要扫描件: scan('会议纪要') });
