// A roster uploaded, checked and filed through the page in a real browser, and what that cost the server:
// through-the-page.mjs FILE training|employment|combined YEAR
// @ts-check
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { story } from '../e2e/lib/story.mjs';
import { Unit } from '../e2e/lib/unit.mjs';

const [file, kind, year] = process.argv.slice(2);
const ticks = Number((await promisify(execFile)('getconf', ['CLK_TCK'])).stdout);

/** CPU seconds and highest memory (MB) of the server so far. @param {import('../e2e/lib/city.mjs').City} city */
async function spent(city) {
  const of = `/proc/${city.process}`;
  const stat = (await readFile(`${of}/stat`, 'utf8')).split(') ').at(-1)?.split(' ') ?? [];
  const peak = /VmHWM:\s+(\d+)/.exec(await readFile(`${of}/status`, 'utf8'))?.[1];
  return { cpu: (Number(stat[11]) + Number(stat[12])) / ticks, megabytes: Math.round(Number(peak) / 1024) };
}

story('a roster goes through the page', async ({ city, open }) => {
  /** Does a part of the way and says what it cost. @param {string} part @param {() => Promise<unknown>} run */
  async function measured(part, run) {
    const [before, begun] = [await spent(city), performance.now()];
    await run();
    const [after, wall] = [await spent(city), (performance.now() - begun) / 1000];
    console.log(`${part}: CPU ${(after.cpu - before.cpu).toFixed(2)} s, wall ${wall.toFixed(2)} s, peak ${after.megabytes} MB`);
  }

  const unit = await new Unit(await open()).signsIn('zhizhi');
  await unit.opensDraft('永春纸织画师');
  await unit.opensRosters();
  await measured('upload and check', () => unit.uploads(/** @type {any} */ (kind), Number(year), file));
  await measured('file', () => unit.presses('提交这份花名册'));
  await measured('the rosters page', () => unit.opensRosters());
}, 600);
