// What an official does at the desk.
// @ts-check
import { Person } from './person.mjs';
import { scan } from './papers.mjs';

/** @typedef {import('./person.mjs').Answers} Answers */

export class Official extends Person {
  /** Opens the case of a brand from the work list. @param {string} brand */
  async opens(brand) {
    await this.goes(`/desk?tab=all&q=${encodeURIComponent(brand)}`);
    await this.follows(brand);
  }

  /** Does an act on the case of a brand: records it, or proposes it to the next hand. @param {string} brand @param {string} act @param {Answers} [answers] */
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

  /** The form of an act's page. */
  form() {
    return this.page.locator('form#form');
  }

  /** Takes the next step of what waits in the work list about a brand. @param {string} about @param {Answers} [answers] @param {number} [status] */
  async agrees(about, answers = {}, status = 200) {
    await this.goes('/desk');
    await this.follows(new RegExp(about));
    await this.fills({ 意见: '同意。', ...answers });
    await this.moves(this.page.locator('button[value=agree]'), status);
  }
}

/** A collective decision (集体研究). @param {string} day */
export const meeting = (day) => ({ 会议日期: day, 纪要编号: '局党组会议纪要〔2025〕21号', 纪要扫描件: scan('会议纪要') });
